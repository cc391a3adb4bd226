#include "server/chat_run.h"

#include <string_view>
#include <utility>

#include "base/parallel.h"
#include "ponder/random.h"
#include "server/effort_plan.h"

namespace ponder {
namespace {

// Choice 0 has the request's own seed, so that n = 1 is the first of n.
std::vector<RunResult> RunChoices(const ChatCall& call, const JobContext& job,
                                  ReplyWriter& writer) {
  std::vector<RunResult> runs(static_cast<size_t>(call.choices));
  Parallel(runs.size(), [&](size_t i) {
    Request request = call.request;
    if (!call.prompts.empty()) request.raw = call.prompts[i * call.prompts.size() / runs.size()];
    if (i > 0) request.seed = RandomStream(request.seed).Child(i).key();
    if (!call.stream) {
      runs[i] = job.Run(request);
      return;
    }
    const int choice = static_cast<int>(i);
    runs[i] = job.Run(request, [&](const Event& event) { writer.Take(choice, event); });
    writer.EndChoice(choice, runs[i]);
  });
  return runs;
}

// What was asked of a call in the queue, before its method was known.
void SettleSteering(ChatCall& call, LiveCall& live) {
  const bool steerable = FindMethod(call.request.method).steerable;
  live.steering = steerable ? LiveCall::Steering::kYes : LiveCall::Steering::kNo;
  if (steerable) {
    call.request.signals = live.signals;
  } else if (live.signals->think_more > 0 || live.signals->finish_thinking) {
    call.warnings.push_back("control: has no effect on method " + call.request.method);
  }
}

// A schema is found wrong where the grammar is made of it.
[[noreturn]] void RethrowInWordsOfTheBody(const Error& error) {
  const std::string_view message = error.what();
  if (!message.starts_with("json_schema: ")) throw;
  throw Error(error.code(), "response_format.json_schema.schema: " +
                                std::string(message.substr(message.find(' ') + 1)));
}

}  // namespace

JobPlan PlanRun(ChatCall call, const std::string& model, const std::string& id,
                const EffortTable& efforts, LiveCalls& calls, std::shared_ptr<ReplyWriter> writer) {
  JobPlan plan;
  plan.model = model;
  plan.stream = call.stream;
  const std::shared_ptr<LiveCall> live = calls.Add(id);
  live->stop = plan.stop;
  plan.work = [call = std::move(call), live, &efforts,
               writer = std::move(writer)](const JobContext& job) {
    ChatCall settled = call;
    ApplyEffort(efforts, job.model->engine->Info(), settled);
    settled.request.template_arguments = settled.effort.template_arguments;
    SettleSteering(settled, *live);
    writer->Begin(settled, job);
    try {
      writer->End(RunChoices(settled, job, *writer));
    } catch (const Error& error) {
      RethrowInWordsOfTheBody(error);
    }
  };
  return plan;
}

}  // namespace ponder
