// Which provider each node of a model ran on.
#pragma once

#include "classifier.h"

#include <map>
#include <string>

namespace edgekd {

// Nodes by provider, such as 57 by CPUExecutionProvider, read from a profile of one run (onnxruntime.ai, "Profiling
// tools"). The model is opened anew for it, so that no measured run is profiled.
std::map<std::string, int> node_placement(const std::shared_ptr<RuntimeLibrary>& library, ByteView model,
                                          const std::string& name, const RunSettings& settings);

}  // namespace edgekd
