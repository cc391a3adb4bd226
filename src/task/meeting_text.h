// Meetings in words: questions, reasons, and the published prompts.
#pragma once

#include <string>

#include "ponder/language.h"
#include "task/meeting.h"
#include "task/meeting_time.h"
#include "task/rows.h"

namespace ponder {

std::string MeetingQuestion(const MeetingProblem& problem, Language language);

MeetingTime TimeOf(const MeetingProblem& problem, const MeetingSlot& slot);
// Why the meeting cannot be then; "" when it can.
std::string MeetingFault(const MeetingProblem& problem, const MeetingTime& time);

// Reads the prompt of a published row.
MeetingProblem ReadMeetingProblem(const Row& row);

}  // namespace ponder
