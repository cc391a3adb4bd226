#include "server/metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace ponder {
namespace {

void Begin(std::string& out, const char* name, const char* type, const char* help) {
  out += fmt::format("# HELP ponder_{0} {2}\n# TYPE ponder_{0} {1}\n", name, type, help);
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' ? ' ' : c;
  }
  return quoted + "\"";
}

template <class Number>
void Line(std::string& out, const std::string& name, const std::string& labels, Number value) {
  out += fmt::format("ponder_{}{} {}\n", name, labels.empty() ? "" : "{" + labels + "}", value);
}

template <class Number>
void One(std::string& out, const char* name, const char* type, const char* help, Number value) {
  Begin(out, name, type, help);
  Line(out, name, "", value);
}

// One number of every model.
template <class Read>
void OfModels(std::string& out, const MetricsNow& now, const char* name, const char* type,
              const char* help, const Read& read) {
  Begin(out, name, type, help);
  for (const MetricsNow::Model& model : now.models) {
    Line(out, name, "model=" + Quoted(model.name), read(model));
  }
}

void WriteEngines(std::string& out, const MetricsNow& now) {
  using Model = MetricsNow::Model;
  OfModels(out, now, "model_loaded", "gauge", "Whether the model is in memory.",
           [](const Model& m) { return m.loaded ? 1 : 0; });
  OfModels(out, now, "lanes", "gauge", "Sequences that run side by side.",
           [](const Model& m) { return m.lanes; });
  OfModels(out, now, "decode_steps_total", "counter", "Decode calls since the model was loaded.",
           [](const Model& m) { return m.load.decode_steps; });
  OfModels(out, now, "decode_full_steps_total", "counter", "Of these, with every lane in use.",
           [](const Model& m) { return m.load.full_steps; });
  OfModels(out, now, "decode_tokens_total", "counter",
           "Tokens of these calls; divided by steps x lanes: the fill.",
           [](const Model& m) { return m.load.decode_tokens; });
  OfModels(out, now, "prefill_tokens_total", "counter", "Prompt tokens computed.",
           [](const Model& m) { return m.load.prefill_tokens; });
  OfModels(out, now, "decode_seconds_total", "counter", "Seconds in decode calls.",
           [](const Model& m) { return m.load.decode_seconds; });
  OfModels(out, now, "prefill_seconds_total", "counter", "Seconds reading prompts.",
           [](const Model& m) { return m.load.prefill_seconds; });
  OfModels(out, now, "busy_seconds_total", "counter", "Seconds with anything to do.",
           [](const Model& m) { return m.load.busy_seconds; });
  OfModels(out, now, "running", "gauge", "Sequences that hold cells of the cache.",
           [](const Model& m) { return m.load.running; });
  OfModels(out, now, "running_cells", "gauge",
           "Cells that running sequences hold; finished prefixes are not counted.",
           [](const Model& m) { return m.load.running_cells; });
}

}  // namespace

void Histogram::Add(double seconds) {
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  ++counts_[static_cast<size_t>(bound - kBounds.begin())];
  sum_ += seconds;
}

void Histogram::Write(const std::string& name, const std::string& labels, std::string& out) const {
  const std::string before = labels.empty() ? "" : labels + ",";
  int64_t count = 0;
  for (size_t i = 0; i < counts_.size(); ++i) {
    count += counts_[i];
    const std::string bound = i < kBounds.size() ? fmt::format("{}", kBounds[i]) : "+Inf";
    Line(out, name + "_bucket", fmt::format("{}le=\"{}\"", before, bound), count);
  }
  Line(out, name + "_sum", labels, sum_);
  Line(out, name + "_count", labels, count);
}

void Metrics::Replied(const std::string& page, int status) {
  std::lock_guard lock(mutex_);
  ++replies_[{page, status}];
}

void Metrics::Accepted() {
  std::lock_guard lock(mutex_);
  ++accepted_;
}

void Metrics::Ended(Outcome outcome) {
  std::lock_guard lock(mutex_);
  ++ended_[static_cast<size_t>(outcome)];
}

void Metrics::Ran(const std::string& model, const Usage& usage, double waited, double first_token,
                  double seconds) {
  std::lock_guard lock(mutex_);
  OfModel& of = models_[model];
  of.usage += usage;
  waited_.Add(waited);
  if (first_token > 0) of.first_token.Add(waited + first_token);
  of.seconds.Add(waited + seconds);
}

int64_t Metrics::in_flight() const {
  std::lock_guard lock(mutex_);
  return accepted_ - ended_[0] - ended_[1] - ended_[2];
}

std::string Metrics::Text(const MetricsNow& now) const {
  std::lock_guard lock(mutex_);
  std::string out;
  Begin(out, "replies_total", "counter", "Replies by page and HTTP status; 499: the client left.");
  for (const auto& [of, count] : replies_) {
    const auto& [page, status] = of;
    Line(out, "replies_total", fmt::format("page={},status=\"{}\"", Quoted(page), status), count);
  }
  One(out, "accepted_total", "counter", "Calls let into the queue.", accepted_);
  One(out, "answered_total", "counter", "Of these, answered.", ended_[0]);
  One(out, "cancelled_total", "counter", "Of these, left by their client.", ended_[1]);
  One(out, "failed_total", "counter", "Of these, ended by an error.", ended_[2]);
  One(out, "in_flight", "gauge", "Of these, not ended yet.",
      accepted_ - ended_[0] - ended_[1] - ended_[2]);
  One(out, "queue_waiting", "gauge", "Calls that wait for their turn.", now.waiting);
  One(out, "queue_running", "gauge", "Calls whose turn it is.", now.running);
  Begin(out, "tokens_total", "counter", "Tokens of calls, by model and kind.");
  for (const auto& [model, of] : models_) {
    const auto line = [&](const char* kind, int64_t count) {
      Line(out, "tokens_total", fmt::format("model={},kind=\"{}\"", Quoted(model), kind), count);
    };
    line("prompt", of.usage.prompt_tokens + of.usage.scorer_prompt_tokens);
    line("cached", of.usage.cached_tokens);
    line("prefill", of.usage.prefill_tokens);
    line("generated", of.usage.completion_tokens + of.usage.scorer_tokens);
    line("reasoning", of.usage.reasoning_tokens);
  }
  WriteEngines(out, now);
  Begin(out, "queue_seconds", "histogram", "Seconds in the queue.");
  waited_.Write("queue_seconds", "", out);
  Begin(out, "first_token_seconds", "histogram", "Seconds to the first token, queue included.");
  for (const auto& [model, of] : models_) {
    of.first_token.Write("first_token_seconds", "model=" + Quoted(model), out);
  }
  Begin(out, "request_seconds", "histogram", "Seconds to the end, queue included.");
  for (const auto& [model, of] : models_) {
    of.seconds.Write("request_seconds", "model=" + Quoted(model), out);
  }
  return out;
}

}  // namespace ponder
