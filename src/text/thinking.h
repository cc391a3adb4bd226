// How different models mark their thinking, and how to take it apart from the answer.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ponder {

struct ThinkingMarks {
  std::string name;   // "think", "thinking", "channel", "s1", "granite", "magistral", "seed"
  std::string start;  // what opens the thinking
  std::string end;    // what ends it and opens the answer
};

// All dialects known, the most particular first.
std::span<const ThinkingMarks> KnownThinkingMarks();

// The dialect of that name, or the one whose marks a chat template's text holds; nullptr when there
// is none. The pointer is valid for the whole program.
const ThinkingMarks* FindThinkingMarks(std::string_view name_or_template_text);

struct ThinkingParts {
  std::string_view thinking;  // trimmed; views into the text
  std::string_view answer;    // trimmed; empty while the thinking is open
  bool closed = false;        // an end mark was found
};

// Splits a reply at the last end mark. Without one: all is thinking when it begins with the start
// mark (or `started`, for templates that write the mark into the prompt), else all is answer. A
// start mark at the beginning is dropped. Linear.
ThinkingParts SplitThinking(std::string_view text, const ThinkingMarks& marks,
                            bool started = false);

}  // namespace ponder
