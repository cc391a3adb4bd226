// ponder version: what this program was made of.
#include "cli/build_info.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"

namespace ponder {
namespace {

class Version : public Command {
 public:
  std::string_view Name() const override { return "version"; }
  std::string_view Summary() const override { return "Say the version and how it was built"; }
  void AddFlags(CLI::App& app) override { app.add_flag("--json", json_, "print one JSON object"); }

  int Run(Console& console) override {
    const std::vector<std::string> features = CpuFeatures();
    if (json_) {
      console.out << nlohmann::ordered_json{{"version", kVersion},   {"llama_cpp", kLlamaVersion},
                                            {"compiler", kCompiler}, {"build_type", kBuildType},
                                            {"backends", kBackends}, {"cpu_features", features}}
                         .dump(2)
                  << "\n";
      return kDone;
    }
    console.out << fmt::format(
        "ponder {}\nllama.cpp {}\nbuilt with {}, {}, backends: {}\nthis CPU: {}\n", kVersion,
        kLlamaVersion, kCompiler, kBuildType, kBackends, fmt::join(features, " "));
    return kDone;
  }

 private:
  bool json_ = false;
};

}  // namespace

std::vector<std::string> CpuFeatures() {
  std::vector<std::string> features;
#if defined(__x86_64__) || defined(__i386__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("sse4.2")) features.emplace_back("sse4.2");
  if (__builtin_cpu_supports("avx")) features.emplace_back("avx");
  if (__builtin_cpu_supports("fma")) features.emplace_back("fma");
  if (__builtin_cpu_supports("avx2")) features.emplace_back("avx2");
  if (__builtin_cpu_supports("avx512f")) features.emplace_back("avx512f");
  if (__builtin_cpu_supports("avx512vnni")) features.emplace_back("avx512vnni");
#elif defined(__aarch64__)
  features.emplace_back("neon");
#endif
  return features;
}

std::unique_ptr<Command> MakeVersion() { return std::make_unique<Version>(); }

}  // namespace ponder
