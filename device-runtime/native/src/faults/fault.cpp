#include "fault.h"

#include <cstring>

namespace edgekd {

std::string one_line(const std::string& text) {
    std::string line = text;
    for (char& c : line) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == '\n' || byte == '\r' || byte == '\t') c = ' ';
        else if (byte < 0x20 || byte == 0x7F) c = '?';
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

Fault::Fault(const std::string& message, Outcome outcome) : std::runtime_error(one_line(message)), outcome_(outcome) {}

Fault system_fault(const std::string& path, const std::string& what, int error_number) {
    return Fault(path + ": " + what + " (" + std::strerror(error_number) + ").");
}

}  // namespace edgekd
