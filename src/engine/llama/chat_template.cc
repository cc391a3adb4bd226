#include "engine/llama/chat_template.h"

#include <chat.h>
namespace ponder {
namespace {

// Stands in a rendered prompt for a message whose tokens are known. Private-use characters, so that
// no template has a reason to touch them.
std::string Placeholder(size_t index) { return "\uE000" + std::to_string(index) + "\uE001"; }

bool HasTokens(const Message& message) {
  for (const Piece& piece : message.content) {
    if (!piece.tokens.empty()) return true;
  }
  return false;
}

common_chat_templates_inputs InputsOf(const Prompt& prompt) {
  common_chat_templates_inputs inputs;
  inputs.use_jinja = true;
  inputs.add_generation_prompt = true;
  inputs.reasoning_format = COMMON_REASONING_FORMAT_DEEPSEEK;
  inputs.chat_template_kwargs = prompt.template_arguments;
  if (const auto thinking = prompt.template_arguments.find("enable_thinking");
      thinking != prompt.template_arguments.end()) {
    inputs.enable_thinking = thinking->second != "false";
  }
  // A template that prints the date must not make a prompt differ from one day to the next.
  inputs.now = std::chrono::system_clock::time_point{};
  for (size_t i = 0; i < prompt.messages->size(); ++i) {
    const Message& message = (*prompt.messages)[i];
    common_chat_msg turn;
    turn.role = message.role;
    turn.content = HasTokens(message) ? Placeholder(i) : message.Text();
    turn.reasoning_content = message.reasoning;
    turn.tool_call_id = message.tool_call_id;
    inputs.messages.push_back(std::move(turn));
  }
  if (prompt.tools) {
    for (const Tool& tool : *prompt.tools) {
      inputs.tools.push_back({tool.name, tool.description, tool.parameters});
    }
  }
  return inputs;
}

}  // namespace

void ChatTemplate::Deleter::operator()(common_chat_templates* templates) const {
  common_chat_templates_free(templates);
}

ChatTemplate::ChatTemplate(const llama_model* model,
                           std::shared_ptr<const LlamaVocabulary> vocabulary,
                           const std::string& override_text)
    : vocabulary_(std::move(vocabulary)) {
  has_template_ = !override_text.empty() || llama_model_chat_template(model, nullptr) != nullptr;
  if (!has_template_) return;
  try {
    templates_.reset(common_chat_templates_init(model, override_text).release());
  } catch (const std::exception& error) {
    throw Error(ErrorCode::kModel, std::string("chat template: ") + error.what());
  }
}

ChatTemplate::~ChatTemplate() = default;

std::string ChatTemplate::Source() const {
  return has_template_ ? common_chat_templates_source(templates_.get()) : "";
}

RenderedPrompt ChatTemplate::Render(const Prompt& prompt) const {
  RenderedPrompt result;
  std::vector<Piece> pieces;
  if (prompt.messages) {
    if (!has_template_) {
      throw Error(
          ErrorCode::kModel,
          "the model has no chat template: give one (--chat-template) or ask with raw text");
    }
    std::string rendered;
    try {
      rendered = common_chat_templates_apply(templates_.get(), InputsOf(prompt)).prompt;
    } catch (const std::exception& error) {
      throw Error(ErrorCode::kModel, std::string("chat template failed: ") + error.what());
    }
    size_t at = 0;
    for (size_t i = 0; i < prompt.messages->size(); ++i) {
      const Message& message = (*prompt.messages)[i];
      if (!HasTokens(message)) continue;
      const std::string placeholder = Placeholder(i);
      const size_t found = rendered.find(placeholder, at);
      if (found == std::string::npos) continue;  // the template leaves this turn out
      pieces.push_back({rendered.substr(at, found - at), {}, 0});
      pieces.insert(pieces.end(), message.content.begin(), message.content.end());
      at = found + placeholder.size();
    }
    pieces.push_back({rendered.substr(at), {}, 0});
  }
  pieces.insert(pieces.end(), prompt.partial.begin(), prompt.partial.end());
  AppendPieces(*vocabulary_, pieces, true, result);
  const Token beginning = vocabulary_->BeginningToken();
  const bool wanted = prompt.messages || prompt.add_beginning_token;
  if (beginning >= 0 && wanted && (result.tokens.empty() || result.tokens.front() != beginning)) {
    result.tokens.insert(result.tokens.begin(), beginning);
    result.generated.insert(result.generated.begin(), false);
  }
  return result;
}

ParsedReply ChatTemplate::Parse(const Prompt& prompt, std::string_view reply, bool partial) const {
  if (!prompt.messages || !has_template_) return {"", std::string(reply), {}};
  try {
    const common_chat_params applied =
        common_chat_templates_apply(templates_.get(), InputsOf(prompt));
    common_chat_parser_params parameters(applied);
    parameters.reasoning_format = COMMON_REASONING_FORMAT_DEEPSEEK;
    if (!applied.parser.empty()) parameters.parser.load(applied.parser);
    const common_chat_msg message = common_chat_parse(std::string(reply), partial, parameters);
    ParsedReply parsed{message.reasoning_content, message.content, {}};
    for (const common_chat_tool_call& call : message.tool_calls) {
      parsed.tool_calls.push_back({call.id, call.name, call.arguments});
    }
    return parsed;
  } catch (const std::exception&) {
    return {"", std::string(reply), {}};  // not in the template's form: all of it is content
  }
}

}  // namespace ponder
