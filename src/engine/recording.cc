#include "engine/recording.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/hash.h"

namespace ponder {
namespace {

uint64_t HashPieces(uint64_t hash, const std::vector<Piece>& pieces) {
  hash = Combine(hash, pieces.size());
  for (const Piece& piece : pieces) {
    hash = Combine(Combine(hash, HashText(piece.text)), piece.covered);
    for (Token token : piece.tokens) hash = Combine(hash, static_cast<uint64_t>(token));
  }
  return hash;
}

std::string KeyOf(bool flag, std::string_view text) {
  return (flag ? "1" : "0") + std::string(text);
}

std::string BytesOf(std::span<const Token> tokens) {
  std::string bytes;
  for (Token token : tokens) bytes += std::to_string(token) + " ";
  return bytes;
}

// Writes what the replay can answer.
Generation Recorded(const Generation& generation) {
  Generation copy = generation;
  copy.hidden_states.clear();
  copy.resume = nullptr;
  return copy;
}

}  // namespace

uint64_t HashPrompt(const Prompt& prompt) {
  uint64_t hash = prompt.add_beginning_token ? 1 : 2;
  if (!prompt.add_generation_prompt) hash = Combine(hash, 0);
  if (prompt.messages) {
    for (const Message& message : *prompt.messages) {
      hash = Combine(Combine(hash, HashText(message.role)), HashText(message.reasoning));
      hash = HashPieces(Combine(hash, HashText(message.tool_call_id)), message.content);
      for (const ToolCall& call : message.tool_calls) {
        hash = Combine(Combine(hash, HashText(call.name)), HashText(call.arguments));
      }
    }
  }
  hash = HashPieces(hash, prompt.partial);
  if (prompt.tools) {
    hash = Combine(hash, static_cast<uint64_t>(prompt.tool_choice));
    for (const Tool& tool : *prompt.tools) {
      hash = Combine(Combine(hash, HashText(tool.name)), HashText(tool.description));
      hash = Combine(hash, HashText(tool.parameters));
    }
  }
  for (const auto& [name, value] : prompt.template_arguments) {
    hash = Combine(Combine(hash, HashText(name)), HashText(value));
  }
  return hash;
}

uint64_t HashEvaluate(const EvaluateRequest& request) {
  uint64_t hash = HashPieces(HashPrompt(request.prompt), {request.continuation});
  hash = Combine(hash, request.rank ? 1 : 0);
  for (const Reading& reading : request.readings) {
    hash = Combine(Combine(hash, reading.position), reading.hidden_state ? 1 : 0);
    for (Token token : reading.tokens) hash = Combine(hash, static_cast<uint64_t>(token));
  }
  return hash;
}

std::vector<Token> RecordingEngine::Tokenize(std::string_view text, bool special) const {
  std::vector<Token> tokens = inner().Tokenize(text, special);
  std::lock_guard lock(mutex_);
  recording_.tokenized[KeyOf(special, text)] = tokens;
  return tokens;
}

std::string RecordingEngine::Detokenize(std::span<const Token> tokens) const {
  std::string text = inner().Detokenize(tokens);
  std::lock_guard lock(mutex_);
  recording_.detokenized[BytesOf(tokens)] = text;
  return text;
}

bool RecordingEngine::IsEndToken(Token token) const {
  const bool end = inner().IsEndToken(token);
  std::lock_guard lock(mutex_);
  std::vector<Token>& ends = recording_.end_tokens;
  if (end && std::find(ends.begin(), ends.end(), token) == ends.end()) ends.push_back(token);
  return end;
}

std::vector<Token> RecordingEngine::Render(const Prompt& prompt) const {
  std::vector<Token> tokens = inner().Render(prompt);
  std::lock_guard lock(mutex_);
  recording_.rendered[HashPrompt(prompt)] = tokens;
  return tokens;
}

ParsedReply RecordingEngine::ParseReply(const Prompt& prompt, std::string_view reply,
                                        bool partial) const {
  ParsedReply parsed = inner().ParseReply(prompt, reply, partial);
  std::lock_guard lock(mutex_);
  recording_.parsed[KeyOf(partial, reply)] = parsed;
  return parsed;
}

std::vector<Generation> RecordingEngine::Generate(std::span<const GenerateRequest> requests,
                                                  const OnDone& on_done, std::stop_token stop) {
  CallRecord call;
  for (const GenerateRequest& request : requests) call.keys.push_back(request.random.key());
  OnDone report;
  if (on_done) {
    report = [&](size_t index, const Generation& generation) {
      call.reported.push_back(index);
      return on_done(index, generation);
    };
  }
  std::vector<Generation> results = inner().Generate(requests, report, std::move(stop));
  for (const Generation& result : results) {
    call.generations.push_back(Recorded(result));
    call.resumable.push_back(result.resume ? 1 : 0);
  }
  Add(std::move(call));
  return results;
}

std::vector<Evaluation> RecordingEngine::Evaluate(std::span<const EvaluateRequest> requests,
                                                  std::stop_token stop) {
  CallRecord call;
  call.evaluate = true;
  for (const EvaluateRequest& request : requests) call.keys.push_back(HashEvaluate(request));
  std::vector<Evaluation> results = inner().Evaluate(requests, std::move(stop));
  call.evaluations = results;
  for (Evaluation& evaluation : call.evaluations) evaluation.hidden_states.clear();
  Add(std::move(call));
  return results;
}

void RecordingEngine::Add(CallRecord call) {
  std::lock_guard lock(mutex_);
  if (listener_) listener_(call);
  recording_.calls.push_back(std::move(call));
}

Recording RecordingEngine::Taken() const {
  std::lock_guard lock(mutex_);
  Recording copy = recording_;
  copy.info = Info();
  return copy;
}

void RecordingEngine::Save(const std::filesystem::path& file) const {
  std::ofstream out(file, std::ios::binary);
  out << FormatRecording(Taken());
  out.flush();
  if (!out) throw Error(ErrorCode::kUnavailable, "cannot write " + file.string());
}

Recording LoadRecording(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(ErrorCode::kNotFound, "cannot read " + file.string());
  return ParseRecording(std::string(std::istreambuf_iterator<char>(in), {}));
}

}  // namespace ponder
