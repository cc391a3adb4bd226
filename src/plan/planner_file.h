// Tables of the planner on disk: one SQLite database for all models, in the cache folder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "plan/planner.h"

namespace ponder {

std::filesystem::path PlannerPath();

// Keeps a table, in place of one with the same key. Throws as Database.
void KeepPlannerTable(const PlannerTable& table, const std::filesystem::path& file);

// The table of a key: in `file`, or where that is empty, at PlannerPath(), else among those that
// come with the program (src/plan/planner.sql). Null where there is none. Throws as Database; a
// table that makes no sense throws kInvalidRequest. Thread-safe.
std::shared_ptr<const PlannerTable> FindPlannerTable(const PlannerKey& key,
                                                     const std::filesystem::path& file = {});

// All tables of a file, for people. Throws as Database.
std::vector<PlannerTable> ReadPlannerTables(const std::filesystem::path& file);

// The tables of a file as statements of SQL, in the form of src/plan/planner.sql.
std::string PlannerSql(const std::filesystem::path& file);

}  // namespace ponder
