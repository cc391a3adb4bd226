#include "run/speed.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "run/energy.h"

namespace ponder {
namespace {

using Clock = std::chrono::steady_clock;

// Text of at least `tokens` tokens that no cache knows: other numbers for every seed.
std::string FreshText(const Engine& engine, int tokens, const RandomStream& random) {
  std::string text;
  uint64_t draw = 0;
  while (static_cast<int>(engine.Tokenize(text, false).size()) < tokens) {
    for (int i = 0; i < 8; ++i) {
      text += std::to_string(random.Integer(draw++, 1, 9)) + " apples and ";
    }
  }
  return text;
}

GenerateRequest MakeRequest(const std::string& text, int tokens, const RandomStream& random) {
  GenerateRequest request;
  request.prompt = Prompt::Raw(text);
  request.random = random;
  request.max_tokens = tokens;
  request.rules = {ForbidStopUntil{.tokens = tokens}};
  return request;
}

// Runs the requests and takes the time of what was asked about.
Speed Time(Engine& engine, const std::vector<GenerateRequest>& requests, bool reading,
           std::stop_token stop) {
  EnergyMeter energy;
  const EngineLoad before = engine.Load();
  const Clock::time_point begin = Clock::now();
  const std::vector<Generation> results = engine.Generate(requests, nullptr, std::move(stop));
  Speed speed;
  speed.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  speed.joules = energy.Joules();
  speed.reading = reading;
  speed.sequences = static_cast<int>(requests.size());
  int64_t through = 0;
  for (const Generation& result : results) {
    speed.tokens += reading ? result.usage.prefill : result.usage.decoded;
    through += result.usage.prefill + result.usage.decoded;
    speed.flops += result.usage.flops;
  }
  speed.flops *=
      static_cast<double>(speed.tokens) / static_cast<double>(std::max<int64_t>(through, 1));
  const EngineLoad after = engine.Load();
  const double inside = reading ? after.prefill_seconds - before.prefill_seconds
                                : after.decode_seconds - before.decode_seconds;
  if (inside > 0) speed.seconds = inside;
  return speed;
}

// The middle one of several.
Speed Repeat(Engine& engine, const SpeedPlan& plan, int width, const RandomStream& random,
             const std::stop_token& stop) {
  const bool reading = width == 0;
  std::vector<Speed> speeds;
  for (int i = 0; i < plan.repeats && !stop.stop_requested(); ++i) {
    const RandomStream own = random.Child(static_cast<uint64_t>(i));
    const std::string text = FreshText(engine, reading ? plan.prompt_tokens : 8, own);
    std::vector<GenerateRequest> requests;
    for (int s = 0; s < std::max(width, 1); ++s) {
      requests.push_back(MakeRequest(text, reading ? 1 : plan.generated_tokens,
                                     own.Child(static_cast<uint64_t>(s))));
    }
    speeds.push_back(Time(engine, requests, reading, stop));
  }
  std::sort(speeds.begin(), speeds.end(),
            [](const Speed& a, const Speed& b) { return a.seconds < b.seconds; });
  return speeds.empty() ? Speed{} : speeds[speeds.size() / 2];
}

}  // namespace

std::vector<Speed> MeasureSpeed(Engine& engine, const SpeedPlan& plan, std::stop_token stop) {
  const RandomStream random = RandomStream(0).Child("speed");
  std::vector<int> widths{0};  // reading
  widths.insert(widths.end(), plan.widths.begin(), plan.widths.end());
  Time(engine, {MakeRequest(FreshText(engine, 8, random), 4, random)}, false, stop);  // warms up
  std::vector<Speed> speeds;
  for (const int width : widths) {
    const Speed speed =
        Repeat(engine, plan, width, random.Child(static_cast<uint64_t>(width)), stop);
    if (stop.stop_requested()) break;
    speeds.push_back(speed);
  }
  return speeds;
}

}  // namespace ponder
