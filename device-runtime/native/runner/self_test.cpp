// Whether a release answers here as it did where it was made.
#include "../src/golden/self_test.h"
#include "../src/faults/fault.h"
#include "../src/signing/bundle_signature.h"
#include "commands.h"
#include "result.h"

#include <nlohmann/json.hpp>

namespace edgekd::runner {
namespace {

int run(const Arguments& arguments) {
    const std::string& path = arguments.rest()[0];
    if (arguments.has("key")) require_signature(Bundle::open(path), TrustedKeys::load(arguments.text("key")), today());
    const RunSettings settings{static_cast<int>(arguments.integer("threads", 1, 1, 1024)),
                               arguments.text("provider", "cpu"), ""};
    const auto test = self_test(path, arguments.text("runtime"), settings);
    nlohmann::ordered_json result{{"schema", 1},
                                  {"mode", "selftest"},
                                  {"images", test.images},
                                  {"seconds", test.seconds},
                                  {"passed", test.passed()}};
    for (const auto& p : test.precisions)
        result["precisions"][p.precision] = {{"maxAbsoluteDifference", p.max_difference},
                                             {"tolerance", p.tolerance},
                                             {"image", p.worst_image},
                                             {"passed", p.passed()}};
    write_result(result, arguments);
    if (!test.passed()) throw Fault(path + ": " + test.fault() + ".", Outcome::refused);
    return 0;
}

}  // namespace

Command self_test_command() {
    return {"selftest",
            "BUNDLE-OR-FOLDER",
            "Answers a release's golden images with every model of it and compares the logits.",
            "edgekd-runner selftest /opt/model/current",
            1,
            1,
            {{"key", "FILE", "a public key (PEM) or a trust file (JSON): the release has to be signed with it"},
             {"runtime", "FILE", "libonnxruntime.so (beside the executable, then $EDGEKD_ONNXRUNTIME)"},
             {"provider", "NAME", "cpu, xnnpack, nnapi, cuda or tensorrt (cpu)"},
             {"threads", "N", "threads inside one operator (1)"},
             {"out", "FILE", "where the result goes (the standard output)"}},
            run};
}

}  // namespace edgekd::runner
