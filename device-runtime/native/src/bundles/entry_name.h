// Which paths may stand in a bundle: plain relative ones that mean the same on every system.
#pragma once

#include <string>

namespace edgekd {

// What is wrong with a path, as the end of a sentence; empty where it is plain.
std::string entry_name_fault(const std::string& path);

// Whether a text can be a part of a file name: name and version of a bundle, precisions, targets.
bool is_name_part(const std::string& text);

// Whether a text says something: not blank, and without control characters.
bool is_word(const std::string& text);

// A text for messages: short, on one line.
std::string shown(const std::string& text);

}  // namespace edgekd
