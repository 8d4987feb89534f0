// Puts releases on a device, and goes back.
#include "../src/installing/installation.h"
#include "../src/faults/fault.h"
#include "commands.h"
#include "result.h"

#include <nlohmann/json.hpp>
#include <cstdio>

namespace edgekd::runner {
namespace {

std::vector<Option> common_options() {
    return {{"to", "FOLDER", "the folder of the releases"},
            {"runtime", "FILE", "libonnxruntime.so (beside the executable, then $EDGEKD_ONNXRUNTIME)"},
            {"provider", "NAME", "what the self-test runs on: cpu, xnnpack, nnapi, cuda or tensorrt (cpu)"},
            {"threads", "N", "threads inside one operator (1)"},
            {"json", nullptr, "tell what was done as JSON"}};
}

RunSettings run_settings(const Arguments& arguments) {
    return {static_cast<int>(arguments.integer("threads", 1, 1, 1024)), arguments.text("provider", "cpu"), ""};
}

void tell(const InstallResult& result, const char* done, const Arguments& arguments) {
    if (arguments.has("json")) {
        write_result({{"schema", 1},
                      {"name", result.name},
                      {"version", result.version},
                      {"previous", result.previous.empty() ? nlohmann::ordered_json(nullptr)
                                                           : nlohmann::ordered_json(result.previous)},
                      {"changed", !result.was_installed}},
                     arguments);
        return;
    }
    const std::string former = result.previous.empty() ? "" : "; " + result.previous + " is kept as the one before";
    std::printf("%s %s %s%s.\n", result.name.c_str(), result.version.c_str(),
                result.was_installed ? "runs already" : done, former.c_str());
}

int install(const Arguments& arguments) {
    InstallSettings settings;
    settings.bundle = arguments.rest()[0];
    settings.key = arguments.required("key");
    settings.folder = arguments.required("to");
    settings.runtime = arguments.text("runtime");
    settings.allow_downgrade = arguments.has("allow-downgrade");
    settings.run = run_settings(arguments);
    tell(Installation(settings.folder).install(settings), "is installed", arguments);
    return 0;
}

int roll_back(const Arguments& arguments) {
    tell(Installation(arguments.required("to")).roll_back(arguments.text("runtime"), run_settings(arguments)),
         "runs again", arguments);
    return 0;
}

}  // namespace

Command install_command() {
    auto options = common_options();
    options.insert(options.end(),
                   {{"key", "FILE", "a public key (PEM) or a trust file (JSON) that the bundle has to be signed with"},
                    {"allow-downgrade", nullptr, "take a bundle that is older than what runs"}});
    return {"install",
            "BUNDLE",
            "Verifies a bundle, unpacks and tests it beside the running release, and switches.",
            "edgekd-runner install release.zip --key release.pub.pem --to /opt/model",
            1,
            1,
            options,
            install};
}

Command rollback_command() {
    return {"rollback",
            "",
            "Switches back to the release before.",
            "edgekd-runner rollback --to /opt/model",
            0,
            0,
            common_options(),
            roll_back};
}

}  // namespace edgekd::runner
