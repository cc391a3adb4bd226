#include <llama.h>

#include "engine/llama/loading.h"
#include "engine/llama/model_file.h"
#include "ponder/error.h"
#include "ponder/llama.h"

namespace ponder {
namespace {

llama_ftype FileTypeOf(const std::string& type) {
  if (type == "Q8_0") return LLAMA_FTYPE_MOSTLY_Q8_0;
  if (type == "Q4_0") return LLAMA_FTYPE_MOSTLY_Q4_0;
  if (type == "BF16") return LLAMA_FTYPE_MOSTLY_BF16;
  throw Error(ErrorCode::kInvalidRequest,
              "cannot convert to \"" + type + "\": it is one of Q8_0 Q4_0 BF16");
}

}  // namespace

void ConvertModel(const std::filesystem::path& input, const std::filesystem::path& output,
                  const std::string& type) {
  CheckModelFile(input);
  StartLlama({});  // or llama.cpp writes a line a tensor to stderr
  llama_model_quantize_params parameters = llama_model_quantize_default_params();
  parameters.ftype = FileTypeOf(type);
  parameters.allow_requantize = true;
  std::filesystem::path partial = output;
  partial += ".partial";
  const uint32_t status =
      llama_model_quantize(input.string().c_str(), partial.string().c_str(), &parameters);
  std::error_code error;
  if (status != 0) {
    std::filesystem::remove(partial, error);
    throw Error(ErrorCode::kUnavailable, "converting " + input.string() + " to " + type +
                                             " failed: is there room beside " + output.string() +
                                             "?");
  }
  try {
    CheckModelFile(partial);
  } catch (const Error&) {
    std::filesystem::remove(partial, error);
    throw Error(ErrorCode::kUnavailable,
                "the converted " + output.string() + " is not whole: is the disk full?");
  }
  std::filesystem::rename(partial, output, error);
  if (error) throw Error(ErrorCode::kUnavailable, output.string() + ": " + error.message());
}

}  // namespace ponder
