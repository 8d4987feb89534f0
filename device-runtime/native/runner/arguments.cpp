#include "arguments.h"

#include "../src/faults/fault.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>

namespace edgekd::runner {
namespace {

Fault usage(const std::string& command, const std::string& what) {
    return Fault(what + "; see edgekd-runner " + command + " --help.", Outcome::usage);
}

std::string padded(const std::string& text, size_t width) {
    return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

}  // namespace

Arguments::Arguments(const Command& command, const std::vector<std::string>& words) : command_(command.name) {
    bool only_rest = false;
    for (size_t i = 0; i < words.size(); i++) {
        const std::string& word = words[i];
        if (only_rest || word.size() < 2 || word.compare(0, 2, "--") != 0) {
            rest_.push_back(word);
            continue;
        }
        if (word == "--") {
            only_rest = true;
            continue;
        }
        const size_t equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        const auto option = std::find_if(command.options.begin(), command.options.end(),
                                         [&](const Option& o) { return name == o.name; });
        if (option == command.options.end()) throw usage(command_, "There is no option --" + name);
        if (option->value == nullptr && equals != std::string::npos)
            throw usage(command_, "--" + name + " takes no value");
        if (option->value != nullptr && equals == std::string::npos && i + 1 == words.size())
            throw usage(command_, "--" + name + " needs a value");
        const std::string value = option->value == nullptr      ? ""
                                  : equals != std::string::npos ? word.substr(equals + 1)
                                                                : words[++i];
        if (!values_.emplace(name, value).second) throw usage(command_, "--" + name + " stands there twice");
    }
    if (rest_.size() < command.least || rest_.size() > command.most)
        throw usage(command_, "It takes " + std::string(command.rest) + ", and " + std::to_string(rest_.size()) +
                                  " words were given");
}

std::string Arguments::text(const std::string& option, const std::string& standard) const {
    const auto found = values_.find(option);
    return found == values_.end() ? standard : found->second;
}

std::string Arguments::required(const std::string& option) const {
    if (!has(option)) throw usage(command_, "--" + option + " is missing");
    return text(option);
}

long long Arguments::integer(const std::string& option, long long standard, long long least, long long most) const {
    if (!has(option)) return standard;
    const std::string value = text(option);
    char* end = nullptr;
    errno = 0;
    const long long number = std::strtoll(value.c_str(), &end, 10);
    if (value.empty() || *end != '\0' || errno != 0 || number < least || number > most)
        throw usage(command_, "--" + option + " is '" + value + "' instead of " + std::to_string(least) + " to " +
                                  std::to_string(most));
    return number;
}

double Arguments::number(const std::string& option, double standard, double least, double most) const {
    if (!has(option)) return standard;
    const std::string value = text(option);
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    if (value.empty() || *end != '\0' || !(number >= least && number <= most))
        throw usage(command_, "--" + option + " is '" + value + "' instead of a number from " + std::to_string(least) +
                                  " to " + std::to_string(most));
    return number;
}

std::string help(const std::vector<Command>& commands) {
    std::string text = "edgekd-runner runs image classifiers out of release bundles on a device.\n\n";
    for (const auto& command : commands) text += "  " + padded(command.name, 10) + command.meaning + "\n";
    return text + "\nedgekd-runner COMMAND --help tells more. Exit codes: 0 done, 1 failed, 2 usage, 3 refused.\n";
}

std::string help(const Command& command) {
    std::string text =
        std::string(command.meaning) + "\n\n  edgekd-runner " + command.name + " " + command.rest + " [options]\n\n";
    for (const auto& option : command.options)
        text +=
            "  " +
            padded("--" + std::string(option.name) + (option.value == nullptr ? "" : std::string(" ") + option.value),
                   24) +
            option.meaning + "\n";
    return text + "\nExample:\n  " + command.example + "\n";
}

}  // namespace edgekd::runner
