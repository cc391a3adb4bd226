// Rows of a study by the names that people give them.
#pragma once

#include <string>
#include <vector>

#include "eval/cost_draws.h"
#include "eval/cost_study.h"

namespace ponder {

// The group of this task; for "" all tasks together, or the only one. Throws kNotFound, and
// kInvalidRequest where tasks cannot be taken together.
size_t PickGroup(const CostStudy& study, const std::string& task);

// `name`: the row's number as in the table, MODEL/METHOD, or one of both where that is enough.
// Throws kNotFound, and kInvalidRequest where several rows are called so.
size_t FindRow(const SummaryGroup& group, const std::string& name);

// "model, method".
std::string RowName(const SummaryRow& row);

// `small` first; then rows of its model that answered what `small` and `large` both did: those of
// its method with other numbers, and the cheapest of all.
std::vector<size_t> WaysToMix(const CostStudy& study, size_t group, size_t small, size_t large);

// Throws kInvalidRequest where the two have no question in common, or FLOPs are not known.
void CheckComparable(const CostDraws& draws, const std::string& small, const std::string& large);

// What the study knows of a model's size, where `parameters` is 0.
void FillParameters(const CostStudy& study, const std::string& model, double& parameters);

}  // namespace ponder
