// The commands, one a file.
#pragma once

#include "arguments.h"

namespace edgekd::runner {

Command accuracy_command();
Command latency_command();
Command blocks_command();
Command classify_command();
Command self_test_command();
Command install_command();
Command rollback_command();
Command probe_command();

}  // namespace edgekd::runner
