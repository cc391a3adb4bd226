// Draws meetings that fit at exactly one time, or whose first time is the right one.
#pragma once

#include <cstddef>
#include <utility>

#include "ponder/language.h"
#include "task/draw.h"
#include "task/meeting.h"

namespace ponder {

// `people` 2 to 16, `days` 1 to 5. Calendars are as full as in NATURAL PLAN.
std::pair<MeetingProblem, MeetingSlot> DrawMeeting(Draw& draw, size_t people, size_t days,
                                                   Language language);

}  // namespace ponder
