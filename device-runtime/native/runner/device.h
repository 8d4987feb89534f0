// What this machine is and how it does, as far as the system shows it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace edgekd::runner {

// arch, cpu, cores, kernel, memoryBytes, governor, frequencyKhz, temperatureMilliC, emulated.
nlohmann::ordered_json describe_device();

// Whether another machine's processor is emulated (qemu-user): its times mean nothing.
bool is_emulated();

// null where the system does not show it.
nlohmann::ordered_json frequency_khz();
nlohmann::ordered_json temperature_milli_c();

// The most memory that this process held so far, in bytes.
nlohmann::ordered_json peak_memory_bytes();

// Keeps this process on some processors; `list` is such as "0,2".
void set_affinity(const std::string& list);

// Tells an instruction counter that watches this process (device-runtime/qemu-plugin) that `runs` inferences begin or
// have ended. Costs one refused system call.
void mark_instructions(bool begin, size_t runs);

}  // namespace edgekd::runner
