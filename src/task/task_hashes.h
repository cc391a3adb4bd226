// For the contract test: what the first items of seed 1 hash to. A change of a line is a change of
// the questions of a task, and figures measured before can no longer be compared.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>

namespace ponder {

inline const std::map<std::string_view, uint64_t> kTaskHashes = {
    {"aqua_gen", 0x517c66cf4d8de77a},
    {"bin_packing", 0xe5b406acd778f9d5},
    {"blocksworld", 0x3f3e7d2d8181a02f},
    {"boolean_expressions", 0xee28e5551766fb6f},
    {"calendar_scheduling", 0x7d8900687d592608},
    {"coin_flip", 0xd84a99ac095934ef},
    {"countdown", 0x67b2459c25ae170d},
    {"date_understanding", 0xea13aa212431d245},
    {"dyck_languages", 0xe2486b950c10a1f2},
    {"expressions", 0x1b34f84750fe2133},
    {"game24", 0x7c8c8a2f01ef6222},
    {"hotpotqa_gen", 0xf6d126e6f4858d8a},
    {"last_letters", 0x34d46a03001edf8f},
    {"multistep_arithmetic", 0x701b3d27a334d180},
    {"navigate", 0x1684df4ddcdda948},
    {"next_number", 0x5722168ba131186e},
    {"object_counting", 0x4824156fee35d527},
    {"odd_composites", 0xebe5177388dd204a},
    {"one_digit_sums", 0xd8dbd602b1da2aeb},
    {"prontoqa", 0xea3e872daf36b178},
    {"rubiks_cube", 0x3bef34efe9c2577d},
    {"story_steps", 0xc13901cdfccb25ad},
    {"strategyqa_gen", 0xefcd065d3bced401},
    {"times_table", 0xb6da3e9cd7deebf1},
    {"tracking_shuffled_objects", 0x3e2e68b498888a7d},
    {"trip_planning", 0x5250e117179a2325},
    {"web_of_lies", 0x41802f2683ec10b2},
    {"word_problems", 0x25d3904ef17beda1},
    {"word_sorting", 0x23023bad5ebe0caf},
};

}  // namespace ponder
