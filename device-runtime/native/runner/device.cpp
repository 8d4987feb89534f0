#include "device.h"

#include "../src/faults/fault.h"

#include <nlohmann/json.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <map>
#include <sched.h>
#include <sstream>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace edgekd::runner {
namespace {

// An option that prctl does not know ("EKD" and a kind), so that the system refuses it and does nothing.
constexpr int kMarkBegin = 0x454B4401, kMarkEnd = 0x454B4402;

std::string first_line(const char* path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::map<std::string, std::string> fields_of(const char* path) {
    std::map<std::string, std::string> fields;
    std::ifstream file(path);
    const auto trimmed = [](const std::string& text) {
        const size_t from = text.find_first_not_of(" \t"), to = text.find_last_not_of(" \t");
        return from == std::string::npos ? std::string() : text.substr(from, to - from + 1);
    };
    for (std::string line; std::getline(file, line);) {
        const size_t colon = line.find(':');
        if (colon != std::string::npos && colon > 0)
            fields.emplace(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
    return fields;
}

#if defined(__aarch64__)
// An emulator shows the guest its own /proc/cpuinfo or one that was put there; the identification register (Arm ARM,
// MIDR_EL1) is the emulated processor's.
std::string emulated_processor() {
    constexpr unsigned long kHasIdentification = 1ul << 11;  // HWCAP_CPUID
    if ((getauxval(AT_HWCAP) & kHasIdentification) == 0) return "";
    uint64_t midr = 0;
    asm("mrs %0, midr_el1" : "=r"(midr));
    char text[64];
    std::snprintf(text, sizeof text, "ARM implementer 0x%02x part 0x%03x (emulated)",
                  static_cast<unsigned>(midr >> 24 & 0xFF), static_cast<unsigned>(midr >> 4 & 0xFFF));
    return text;
}
#else
std::string emulated_processor() { return ""; }
#endif

// x86's `model name`, else a board's `Model`, else ARM's implementer and part numbers, as EdgeKd.Edge names processors.
std::string processor(const std::string& arch) {
    if (is_emulated() && !emulated_processor().empty()) return emulated_processor();
    const auto fields = fields_of("/proc/cpuinfo");
    const auto value = [&](const char* name) {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string() : found->second;
    };
    if (!value("model name").empty()) return value("model name");
    if (!value("Model").empty()) return value("Model");
    if (!value("CPU part").empty())
        return "ARM implementer " + (value("CPU implementer").empty() ? "?" : value("CPU implementer")) + " part " +
               value("CPU part");
    return arch + " processor";
}

nlohmann::ordered_json number_in(const char* path) {
    const std::string line = is_emulated() ? "" : first_line(path);
    char* end = nullptr;
    const long long number = std::strtoll(line.c_str(), &end, 10);
    return line.empty() || *end != '\0' ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(number);
}

// A field such as `MemTotal:  123 kB`, in bytes.
nlohmann::ordered_json kilobytes_in(const char* path, const char* field) {
    const auto fields = fields_of(path);
    const auto found = fields.find(field);
    long long kilobytes = 0;
    if (found == fields.end() || !(std::istringstream(found->second) >> kilobytes)) return nullptr;
    return kilobytes * 1024;
}

}  // namespace

bool is_emulated() {
    // The emulator shows a guest its own /proc/self/exe and cmdline, but not another name of the process.
    static const bool emulated = first_line("/proc/self/comm").rfind("qemu-", 0) == 0;
    return emulated;
}

nlohmann::ordered_json describe_device() {
    utsname system{};
    uname(&system);
    const std::string governor =
        is_emulated() ? "" : first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    nlohmann::ordered_json device;
    device["arch"] = system.machine;
    device["cpu"] = one_line(processor(system.machine));
    device["cores"] = sysconf(_SC_NPROCESSORS_ONLN);
    device["kernel"] = system.release;
    device["memoryBytes"] = kilobytes_in("/proc/meminfo", "MemTotal");
    device["governor"] = governor.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(governor);
    device["frequencyKhz"] = frequency_khz();
    device["temperatureMilliC"] = temperature_milli_c();
    device["emulated"] = is_emulated();
    return device;
}

nlohmann::ordered_json frequency_khz() { return number_in("/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq"); }

nlohmann::ordered_json temperature_milli_c() { return number_in("/sys/class/thermal/thermal_zone0/temp"); }

nlohmann::ordered_json peak_memory_bytes() {
    // Of an emulated process it is the emulator's.
    return is_emulated() ? nlohmann::ordered_json(nullptr) : kilobytes_in("/proc/self/status", "VmHWM");
}

void set_affinity(const std::string& list) {
    cpu_set_t processors;
    CPU_ZERO(&processors);
    std::istringstream parts(list);
    for (std::string part; std::getline(parts, part, ',');) {
        char* end = nullptr;
        const long number = std::strtol(part.c_str(), &end, 10);
        if (part.empty() || *end != '\0' || number < 0 || number >= CPU_SETSIZE)
            throw Fault("--affinity is '" + list + "' instead of numbers of processors such as 0,2.", Outcome::usage);
        CPU_SET(static_cast<size_t>(number), &processors);
    }
    if (CPU_COUNT(&processors) == 0 || sched_setaffinity(0, sizeof processors, &processors) != 0)
        throw Fault("--affinity is '" + list + "', and this machine has no such processors.", Outcome::usage);
}

void mark_instructions(bool begin, size_t runs) {
    (void)prctl(begin ? kMarkBegin : kMarkEnd, static_cast<unsigned long>(runs), 0ul, 0ul, 0ul);
}

}  // namespace edgekd::runner
