#include "eval/bundle.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace ponder {
namespace {

void Put(std::vector<Bundle>& bundles, const Setting& setting, const EvalRecord* record) {
  for (Bundle& bundle : bundles) {
    if (bundle.setting != setting) continue;
    bundle.records.push_back(record);
    return;
  }
  bundles.push_back({setting, {record}});
}

size_t TasksOf(const Bundle& bundle) {
  std::set<std::string> tasks;
  for (const EvalRecord* record : bundle.records) tasks.insert(record->task);
  return tasks.size();
}

bool RecordBefore(const EvalRecord* a, const EvalRecord* b) {
  return std::tie(a->task, a->item, a->sample, a->key) <
         std::tie(b->task, b->item, b->sample, b->key);
}

}  // namespace

std::vector<Bundle> MakeBundles(const std::vector<EvalRecord>& records,
                                const std::string& baseline) {
  std::vector<Bundle> bundles;
  std::set<std::string> tasks;
  for (const EvalRecord& record : records) tasks.insert(record.task);
  for (const EvalRecord& record : records) {
    Setting setting = SettingOf(record);
    Put(bundles, setting, &record);
    if (tasks.size() < 2) continue;
    setting.task.clear();
    Put(bundles, setting, &record);
  }
  // Together only where no task is missing: else rows would be of different questions.
  std::erase_if(bundles, [&](const Bundle& bundle) {
    return bundle.setting.task.empty() && TasksOf(bundle) < tasks.size();
  });
  std::sort(bundles.begin(), bundles.end(), [&](const Bundle& a, const Bundle& b) {
    return Before(a.setting, b.setting, baseline);
  });
  for (Bundle& bundle : bundles) {
    std::sort(bundle.records.begin(), bundle.records.end(), RecordBefore);
  }
  return bundles;
}

}  // namespace ponder
