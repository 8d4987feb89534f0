// edgekd-runner: the device library's first user.
#include "../src/faults/fault.h"
#include "commands.h"

#include <edgekd.h>

#include <cstdio>
#include <new>

namespace {

using namespace edgekd;
using namespace edgekd::runner;

int run(const std::vector<std::string>& words) {
    const std::vector<Command> commands{accuracy_command(),  latency_command(), blocks_command(),   classify_command(),
                                        self_test_command(), install_command(), rollback_command(), probe_command()};
    if (words.empty() || words[0] == "--help" || words[0] == "-h") {
        std::fputs(help(commands).c_str(), words.empty() ? stderr : stdout);
        return static_cast<int>(words.empty() ? Outcome::usage : Outcome::done);
    }
    if (words[0] == "--version") {
        std::printf("%s\n", edgekd_version());
        return 0;
    }
    for (const auto& command : commands) {
        if (words[0] != command.name) continue;
        const std::vector<std::string> rest(words.begin() + 1, words.end());
        for (const auto& word : rest) {
            if (word != "--help" && word != "-h") continue;
            std::fputs(help(command).c_str(), stdout);
            return 0;
        }
        return command.run(Arguments(command, rest));
    }
    throw Fault("There is no command '" + words[0] + "'; see edgekd-runner --help.", Outcome::usage);
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const Fault& fault) {
        std::fprintf(stderr, "edgekd-runner: %s\n", fault.what());
        return static_cast<int>(fault.outcome());
    } catch (const std::bad_alloc&) {
        std::fputs("edgekd-runner: There is not enough memory.\n", stderr);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "edgekd-runner: %s\n", one_line(e.what()).c_str());
    }
    return static_cast<int>(Outcome::failed);
}
