// The JSON that a run ends with, schema 1.
#pragma once

#include "image_source.h"
#include "opened_model.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace edgekd::runner {

// What all modes have: runner, model, data, runtime, device, loadMs, firstRunMs, peakMemoryBytes.
nlohmann::ordered_json common_result(const char* mode, const OpenedModel& model, const ImageSource& images,
                                     const Arguments& arguments, double first_run_ms);

// One answer: top, score, labelLogProbability (null without a label), logits. `image` is for messages.
nlohmann::ordered_json answer_result(const std::vector<float>& logits, int label, const std::string& image);

// Writes a result to --out, or to the standard output.
void write_result(const nlohmann::ordered_json& result, const Arguments& arguments);

// A line on the standard error where --progress is given.
void report(const Arguments& arguments, const std::string& what, size_t done, size_t all);

// Milliseconds of a monotonic clock.
double now_ms();

}  // namespace edgekd::runner
