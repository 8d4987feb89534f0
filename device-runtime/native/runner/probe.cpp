// What this machine is.
#include "../src/runtime/runtime_library.h"
#include "../src/faults/fault.h"
#include "commands.h"
#include "device.h"
#include "result.h"

#include <nlohmann/json.hpp>

namespace edgekd::runner {
namespace {

int run(const Arguments& arguments) {
    nlohmann::ordered_json result{
        {"schema", 1}, {"mode", "probe"}, {"runner", edgekd_version()}, {"device", describe_device()}};
    // A machine without a runtime is still one.
    try {
        result["onnxRuntime"] = RuntimeLibrary::open(arguments.text("runtime"))->version();
    } catch (const Fault& fault) {
        result["onnxRuntime"] = nullptr;
        result["onnxRuntimeFault"] = fault.what();
    }
    write_result(result, arguments);
    return 0;
}

}  // namespace

Command probe_command() {
    return {"probe",
            "",
            "Tells what this machine is, as JSON.",
            "edgekd-runner probe",
            0,
            0,
            {{"runtime", "FILE", "libonnxruntime.so (beside the executable, then $EDGEKD_ONNXRUNTIME)"},
             {"out", "FILE", "where the result goes (the standard output)"}},
            run};
}

}  // namespace edgekd::runner
