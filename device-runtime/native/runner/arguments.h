// The command line: a command, options with or without a value, and what else stands there.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace edgekd::runner {

struct Option {
    const char* name;     // without the dashes
    const char* value;    // what its value is called; null for a switch
    const char* meaning;  // for --help
};

struct Command {
    const char* name;
    const char* rest;  // what else stands on the line, for --help
    const char* meaning;
    const char* example;
    size_t least, most;  // how much else may stand there
    std::vector<Option> options;
    int (*run)(const class Arguments& arguments);
};

class Arguments {
public:
    // An error (Outcome::usage) where an option is unknown, stands there twice, or lacks its value.
    Arguments(const Command& command, const std::vector<std::string>& words);

    const std::vector<std::string>& rest() const { return rest_; }
    bool has(const std::string& option) const { return values_.count(option) != 0; }
    std::string text(const std::string& option, const std::string& standard = "") const;
    std::string required(const std::string& option) const;
    long long integer(const std::string& option, long long standard, long long least, long long most) const;
    double number(const std::string& option, double standard, double least, double most) const;

private:
    std::string command_;
    std::map<std::string, std::string> values_;
    std::vector<std::string> rest_;
};

// The text of --help: all commands, or one with its options.
std::string help(const std::vector<Command>& commands);
std::string help(const Command& command);

}  // namespace edgekd::runner
