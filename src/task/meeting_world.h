// Finding a time to meet as a world that search methods walk through.
#pragma once

#include <memory>

#include "ponder/language.h"
#include "ponder/world_model.h"
#include "task/meeting.h"

namespace ponder {

// One action: to choose a time, at which somebody may be busy. Progress is the share of people and
// wishes that it suits.
std::shared_ptr<const WorldModel> MakeMeetingWorld(MeetingProblem problem, Language language);

}  // namespace ponder
