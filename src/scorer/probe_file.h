// Probes on disk: one file a model, under the fingerprint of its weights.
//
// Layout, little-endian: "PNDPROBE", version (u32), number of payload bytes (u64), their hash
// (u64), payload. The payload is a row of numbers and of texts with their length in front.
#pragma once

#include <filesystem>
#include <string>

#include "scorer/probe_head.h"

namespace ponder {

struct ProbeFile {
  std::string fingerprint;  // EngineInfo::fingerprint of the model
  std::string model;        // its name, for messages
  std::string about;        // what it was trained on and how well it does, one line
  ProbeHead head;
};

// CacheFolder()/probes/FINGERPRINT.probe
std::filesystem::path ProbePath(const std::string& fingerprint);

// Makes the folder. The file is written whole or not at all. Throws kUnavailable.
void WriteProbe(const ProbeFile& probe, const std::filesystem::path& file);

// Throws kNotFound when there is none, kInvalidRequest when it is damaged, cut short, of another
// version or no probe at all.
ProbeFile ReadProbe(const std::filesystem::path& file);

}  // namespace ponder
