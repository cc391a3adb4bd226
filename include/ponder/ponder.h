// All of Ponder's public interface.
//
//   ponder::Runner runner(ponder::LoadLlamaEngine("model.gguf"));
//   ponder::Request request;
//   request.messages.emplace_back("user", "What is 17 * 23?");
//   request.method = "self_consistency";
//   request.options = {{"n", "8"}};
//   request.seed = 1;
//   request.budget.tokens = 2000;
//   const ponder::RunResult result = runner.Run(request);  // throws ponder::Error
//   std::puts(result.answer.text.c_str());                 // result.usage: what it cost
//
// Programs link the CMake target ponder::ponder.
#pragma once

#include "ponder/answer.h"
#include "ponder/answer_checker.h"
#include "ponder/answer_kind.h"
#include "ponder/answer_reader.h"
#include "ponder/engine.h"
#include "ponder/error.h"
#include "ponder/llama.h"
#include "ponder/method.h"
#include "ponder/options.h"
#include "ponder/random.h"
#include "ponder/remote.h"
#include "ponder/runner.h"
#include "ponder/scorer.h"
#include "ponder/world_model.h"
