// Sampled answers of a probe's training, with what a probe looks at in each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ponder/engine.h"
#include "scorer/probe_points.h"

namespace ponder {

struct ProbeSample {
  std::string text;                  // all that the model generated
  std::optional<std::string> final;  // its short answer
  std::string vote_key;              // "" without an answer
  bool right = false;
  StopReason stop = StopReason::kEnd;
  int64_t tokens = 0;              // generated
  std::vector<ProbePoint> points;  // ends of its lines, then its end
  // Of each point: the share of right answers among this one and `rollouts` more from there.
  std::vector<double> targets;
  std::vector<int> rollouts;
};

struct ProbeQuestion {
  std::string task;
  std::string item;
  std::string question;
  std::string gold;
  int64_t tokens = 0;  // generated for it, rollouts included
  std::vector<ProbeSample> samples;
};

// What all questions of a folder have in common.
struct ProbeAbout {
  std::string fingerprint;  // of the model's weights
  std::string model;
  int width = 0;
  std::string tasks;  // as they were asked for: "gsm8k,word_problems/2"
  std::string data;   // folder of published sets; "": none
  int samples = 8;    // answers a question
  int rollouts = 0;   // completions a step
  int shots = 0;      // worked examples in the prompt
  uint64_t seed = 0;
  std::string prompt = "cot";  // as of best_of_n
  double temperature = 0.7;
  int max_tokens = 0;  // of an answer; 0: as the task says

  friend bool operator==(const ProbeAbout&, const ProbeAbout&) = default;
};

}  // namespace ponder
