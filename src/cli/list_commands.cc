// ponder methods, ponder scorers: what there is, and all about one of them.
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/listings.h"
#include "plan/effort.h"
#include "run/registry_json.h"

namespace ponder {
namespace {

// What differs between the two commands.
struct MethodListing {
  static constexpr std::string_view kName = "methods";
  static constexpr std::string_view kSummary = "List methods, or show all options of one";
  static constexpr bool kHasEfforts = true;
  static const auto& All() { return Methods(); }
  static const auto& Find(const std::string& name) { return FindMethod(name); }
  static std::string List() { return MethodList(); }
  static std::string Page(const MethodInfo& info) { return MethodPage(info); }
};
struct ScorerListing {
  static constexpr std::string_view kName = "scorers";
  static constexpr std::string_view kSummary = "List scorers, or show all options of one";
  static constexpr bool kHasEfforts = false;
  static const auto& All() { return Scorers(); }
  static const auto& Find(const std::string& name) { return FindScorer(name); }
  static std::string List() { return ScorerList(); }
  static std::string Page(const ScorerInfo& info) { return ScorerPage(info); }
};

template <class Listing>
class ListCommand : public Command {
 public:
  std::string_view Name() const override { return Listing::kName; }
  std::string_view Summary() const override { return Listing::kSummary; }

  void AddFlags(CLI::App& app) override {
    app.add_option("name", name_, "all about this one")->type_name("NAME");
    app.add_flag("--json", json_, "print one JSON object");
    if (Listing::kHasEfforts) {
      app.add_flag("--effort", efforts_, "print the table of what the levels of effort mean");
    }
  }

  void Check() override {
    if (!name_.empty()) Listing::Find(name_);
  }

  int Run(Console& console) override {
    if (efforts_) {
      console.out << EffortTable::Default().text();
      return kDone;
    }
    if (!json_) {
      console.out << (name_.empty() ? Listing::List() : Listing::Page(Listing::Find(name_)));
      return kDone;
    }
    if (!name_.empty()) {
      console.out << ToJsonValue(Listing::Find(name_)).dump(2) << "\n";
      return kDone;
    }
    auto list = nlohmann::ordered_json::array();
    for (const auto* info : Listing::All()) list.push_back(ToJsonValue(*info));
    console.out << nlohmann::ordered_json{{Listing::kName, list}}.dump(2) << "\n";
    return kDone;
  }

 private:
  std::string name_;
  bool json_ = false;
  bool efforts_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeMethods() { return std::make_unique<ListCommand<MethodListing>>(); }
std::unique_ptr<Command> MakeScorers() { return std::make_unique<ListCommand<ScorerListing>>(); }

}  // namespace ponder
