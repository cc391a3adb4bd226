// The study that "robustness" stands for, and what chooses from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eval/study.h"

namespace ponder {

inline constexpr int kRobustnessLimit = 20;  // problems

// Tasks under attack (attack/attacked_task.h), and the defender's ways to spend compute.
std::vector<std::string> RobustnessTasks();
std::string_view RobustnessMethods();

// Of the tasks under attack only those with these attacks. Throws for an attack that none has.
void KeepAttacks(std::vector<StudyTask>& tasks, const std::vector<std::string>& attacks);

// Each task under attack with each of these goals that fits, instead of its own goal; where none
// fits, it goes. Throws for a goal that fits none.
void SetGoals(std::vector<StudyTask>& tasks, const std::vector<std::string>& goals);

}  // namespace ponder
