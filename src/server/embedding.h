// POST /v1/embeddings.
#pragma once

#include <string>
#include <vector>

#include "server/job.h"
#include "server/json_object.h"

namespace ponder {

struct EmbeddingCall {
  std::string model;  // as asked; "": the server's default
  std::vector<std::string> texts;
  bool base64 = false;           // of the floats' bytes, little end first
  std::optional<int64_t> width;  // "dimensions"
};

// Throws kInvalidRequest with the field's path.
EmbeddingCall ReadEmbeddingCall(const Json& body);

// `model`: its name in the house; `shown`: as the caller named it.
JobPlan PlanEmbedding(EmbeddingCall call, const std::string& model, const std::string& shown);

}  // namespace ponder
