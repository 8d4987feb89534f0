// What ends an operation: one line of text, and what kind of end it is.
#pragma once

#include <stdexcept>
#include <string>

namespace edgekd {

// The numbers are the exit codes of the runner and the results of the C ABI.
enum class Outcome { done = 0, failed = 1, usage = 2, refused = 3 };

class Fault : public std::runtime_error {
public:
    explicit Fault(const std::string& message, Outcome outcome = Outcome::failed);

    Outcome outcome() const { return outcome_; }

private:
    Outcome outcome_;
};

// Control characters become question marks: names and messages of others stay on their line, and out of the terminal.
std::string one_line(const std::string& text);

// The message of a failed system call: `PATH: what (reason)`.
Fault system_fault(const std::string& path, const std::string& what, int error_number);

}  // namespace edgekd
