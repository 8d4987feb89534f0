// Measures one image at a time, as MLPerf Inference's single-stream scenario does: real images, warm-up not counted, a
// minimum of runs and of time, every sample kept.
#include "../src/answers/answer.h"
#include "../src/faults/fault.h"
#include "commands.h"
#include "device.h"
#include "result.h"

#include <nlohmann/json.hpp>
#include <algorithm>
#include <ctime>
#include <random>

namespace edgekd::runner {
namespace {

constexpr int kImagesInTurn = 64;

// Of so many runs at the beginning the answers are kept, so that a short measurement has some to compare too.
constexpr size_t kFirstKept = 80, kLeastSampled = 8, kSampledShare = 10;

// What a block of repeated runs takes at least, in milliseconds.
constexpr double kRepeatedMs = 5;

struct Sampled {
    size_t run;
    int image;
    std::string logits;
};

double seconds_of(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

struct Stop {
    size_t min_runs;
    double min_ms, max_ms;

    bool enough(size_t runs, double total_ms) const {
        return (runs >= min_runs && total_ms >= min_ms) || (runs > 0 && total_ms >= max_ms);
    }
};

// A random tenth of the answers, at least eight (MLPerf's TEST01 compares them with those of the accuracy run).
nlohmann::ordered_json sampled_answers(std::vector<Sampled> drawn, std::vector<Sampled> first,
                                       std::mt19937_64& random) {
    std::shuffle(first.begin(), first.end(), random);
    for (const auto& candidate : first) {
        if (drawn.size() >= kLeastSampled) break;
        if (std::none_of(drawn.begin(), drawn.end(), [&](const Sampled& s) { return s.run == candidate.run; }))
            drawn.push_back(candidate);
    }
    std::sort(drawn.begin(), drawn.end(), [](const Sampled& a, const Sampled& b) { return a.run < b.run; });
    auto answers = nlohmann::ordered_json::array();
    for (const auto& sample : drawn) answers.push_back({{"image", sample.image}, {"logits", sample.logits}});
    return answers;
}

// Times pairs of blocks, one of a single image and one of different ones: where repeating is faster, answers are remembered
// (MLPerf's TEST04). Not timed: the inputs, and the first run of a block, which is slower after something else.
nlohmann::ordered_json repetition(const OpenedModel& model, const ImageSource& images, const std::vector<int>& turn,
                                  size_t pairs, double typical_ms, float* logits) {
    auto result = nlohmann::ordered_json::array();
    if (turn.size() < 2 || pairs == 0) return result;
    const auto wanted = static_cast<size_t>(std::clamp(kRepeatedMs / typical_ms, 2.0, 64.0));
    const size_t runs = std::min(wanted, turn.size() - 1);
    std::vector<PreparedInput> inputs;
    const auto block = [&](size_t step) {
        model.run(inputs[step * runs], logits);
        const double start = now_ms();
        for (size_t i = 0; i < runs; i++) model.run(inputs[step * i], logits);
        return now_ms() - start;
    };
    for (size_t pair = 0; pair < pairs; pair++) {
        inputs.clear();
        for (size_t i = 0; i <= runs; i++)
            inputs.push_back(images.prepare(model, turn[(pair * runs + i) % turn.size()]));
        const bool repeated_first = pair % 2 == 0;
        const double first = block(repeated_first ? 0 : 1), second = block(repeated_first ? 1 : 0);
        result.push_back({{"repeatedMs", repeated_first ? first : second},
                          {"differentMs", repeated_first ? second : first}});
    }
    return result;
}

nlohmann::ordered_json pair_or_null(const nlohmann::ordered_json& start, const nlohmann::ordered_json& end) {
    return start.is_null() || end.is_null() ? nlohmann::ordered_json(nullptr)
                                            : nlohmann::ordered_json::array({start, end});
}

int run(const Arguments& arguments) {
    if (arguments.has("affinity")) set_affinity(arguments.text("affinity"));
    const double min_seconds = arguments.number("min-seconds", 2, 0, 86400),
                 max_seconds = arguments.number("max-seconds", std::max(60.0, min_seconds), 0, 86400);
    if (max_seconds < min_seconds) throw Fault("--max-seconds is less than --min-seconds.", Outcome::usage);
    const Stop stop{static_cast<size_t>(arguments.integer("min-runs", 128, 1, 10000000)), min_seconds * 1000,
                    max_seconds * 1000};
    const ImageSource images(arguments);
    const OpenedModel model(arguments.rest()[0], arguments);
    images.require_fit(model);
    // Different images in turn, spread evenly over the set.
    std::vector<int> turn;
    const int different = std::min(kImagesInTurn, images.count());
    for (int i = 0; i < different; i++)
        turn.push_back(static_cast<int>(static_cast<int64_t>(i) * images.count() / different));

    std::vector<float> logits(model.classes());
    size_t number = 0;
    const auto next = [&] { return turn[number++ % turn.size()]; };
    const auto once = [&](int image) {
        const auto input = images.prepare(model, image);
        const double start = now_ms();
        model.run(input, logits.data());
        return now_ms() - start;
    };
    const double first_ms = once(next());
    for (long long i = arguments.integer("warm-up", 10, 0, 1000000); i > 0; i--) once(next());

    std::mt19937_64 random(static_cast<uint64_t>(arguments.integer("seed", 0, 0, INT64_MAX)));
    std::vector<double> inference, end_to_end;
    std::vector<int> used;
    std::vector<Sampled> drawn, first;
    const auto frequency = frequency_khz(), temperature = temperature_milli_c();
    const double wall = seconds_of(CLOCK_REALTIME), monotonic = seconds_of(CLOCK_MONOTONIC);
    size_t runs = 0;
    mark_instructions(true, 0);
    for (double total_ms = 0; !stop.enough(runs, total_ms); runs++) {
        const int image = next();
        const double start = now_ms();
        const auto input = images.prepare(model, image);
        const double prepared = now_ms();
        model.run(input, logits.data());
        const double ran = now_ms();
        const auto best = likeliest(logits.data(), logits.size(), 1);
        const double end = now_ms();
        inference.push_back(ran - prepared);
        end_to_end.push_back(end - start);
        used.push_back(image);
        total_ms += ran - prepared;
        // Outside of the measured time.
        const bool is_drawn = random() % kSampledShare == 0;
        if (is_drawn) drawn.push_back({runs, image, logits_digest(logits.data(), logits.size())});
        else if (runs < kFirstKept) first.push_back({runs, image, logits_digest(logits.data(), logits.size())});
    }
    mark_instructions(false, runs);
    const double wall_seconds = seconds_of(CLOCK_REALTIME) - wall,
                 monotonic_seconds = seconds_of(CLOCK_MONOTONIC) - monotonic;
    const auto frequencies = pair_or_null(frequency, frequency_khz()),
               temperatures = pair_or_null(temperature, temperature_milli_c());
    report(arguments, "latency", runs, runs);
    auto pairs = repetition(model, images, turn, static_cast<size_t>(arguments.integer("repetition-pairs", 8, 0, 1024)),
                            *std::min_element(inference.begin(), inference.end()), logits.data());

    auto result = common_result("latency", model, images, arguments, first_ms);
    auto& latency = result["latency"];
    latency["inferenceMs"] = std::move(inference);
    latency["endToEndMs"] = std::move(end_to_end);
    latency["wallSeconds"] = wall_seconds;
    latency["monotonicSeconds"] = monotonic_seconds;
    latency["images"] = std::move(used);
    latency["sampledAnswers"] = sampled_answers(std::move(drawn), std::move(first), random);
    latency["repetition"] = std::move(pairs);
    latency["frequencyKhz"] = frequencies;
    latency["temperatureMilliC"] = temperatures;
    write_result(result, arguments);
    return 0;
}

}  // namespace

Command latency_command() {
    auto options = image_options();
    for (const auto& option : model_options()) options.push_back(option);
    options.insert(options.end(), {{"min-runs", "N", "the least number of timed runs (128)"},
                                   {"min-seconds", "S", "the least sum of the timed runs (2)"},
                                   {"max-seconds", "S", "stop then, even below --min-runs (60)"},
                                   {"warm-up", "N", "runs before the timed ones (10)"},
                                   {"repetition-pairs", "N", "pairs of blocks that show whether answers are remembered (8)"},
                                   {"seed", "N", "of the draw of the answers that are kept (0)"}});
    return {"latency",
            "MODEL",
            "Measures how long a model takes for one image.",
            "edgekd-runner latency release.zip --data test.ekdimg --min-runs 1024 --min-seconds 60",
            1,
            1,
            options,
            run};
}

}  // namespace edgekd::runner
