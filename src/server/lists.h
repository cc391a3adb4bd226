// What a server has: models, methods, scorers.
#pragma once

#include "server/json_object.h"
#include "server/model_house.h"

namespace ponder {

// GET /v1/models: each model, and each with each method ("model@method").
Json ModelsReply(const ModelHouse& house, int64_t created);
// GET /v1/methods and /v1/scorers, with their options.
Json MethodsReply();
Json ScorersReply();

}  // namespace ponder
