// edgekd-fuzz --seeds FOLDER --runs N --seed S: reads mutations of sound bundles, data files, pictures and keys. Each
// is either read or refused by a Fault of one line; all else ends the program, as do the sanitizers that it is built
// with.
#include "../src/bundles/bundle.h"
#include "../src/data/packed_images.h"
#include "../src/faults/fault.h"
#include "../src/files/file_reader.h"
#include "../src/files/memory_file.h"
#include "../src/golden/golden_answers.h"
#include "../src/imaging/image_decoder.h"
#include "../src/imaging/preprocessing.h"
#include "../src/signing/bundle_signature.h"
#include "repacking.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

namespace {

using namespace edgekd;
using namespace edgekd::fuzz;

constexpr uint64_t kMaxSeedBytes = 64 << 20;

struct Seeds {
    std::vector<std::vector<uint8_t>> bundles, data, pictures;
    std::vector<uint8_t> key;
    std::string key_path;
};

Seeds seeds_in(const std::string& folder) {
    Seeds seeds;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string path = entry.path().string(), extension = entry.path().extension().string();
        const auto bytes = read_file(path, kMaxSeedBytes);
        if (extension == ".zip") seeds.bundles.push_back(bytes);
        else if (extension == ".ekdimg") seeds.data.push_back(bytes);
        else if (extension == ".pem") seeds.key = bytes, seeds.key_path = path;
        else seeds.pictures.push_back(bytes);
    }
    if (seeds.bundles.empty() || seeds.data.empty() || seeds.pictures.empty() || seeds.key.empty())
        throw Fault(folder + ": a .zip, an .ekdimg, a picture and a .pem are needed.");
    return seeds;
}

template <typename T>
const T& any(const std::vector<T>& all, Random& random) {
    return all[random() % all.size()];
}

void read_bundle(const std::vector<uint8_t>& bytes, const TrustedKeys& trust) {
    const MemoryFile file(bytes);
    const auto bundle = Bundle::open(file.path());
    for (const auto& held : bundle.manifest().files) bundle.read(held.path);
    bundle.manifest().model("", "local");
    GoldenAnswers::read(bundle);
    require_signature(bundle, trust, "2026-11-26");
}

void read_data(const std::vector<uint8_t>& bytes) {
    const MemoryFile file(bytes);
    const auto images = PackedImages::open(file.path());
    for (int i = 0; i < std::min(images.count(), 64); i++) images.pixels(i);
}

void read_picture(const std::vector<uint8_t>& bytes) {
    const auto picture = decode_image(bytes, "mutated");
    to_model_input(resize_and_crop(picture, 24, 20, Interpolation::bicubic), {{0, 0, 0}, {1, 1, 1}});
}

void read_key(const std::vector<uint8_t>& bytes) {
    const MemoryFile file(bytes);
    TrustedKeys::load(file.path());
}

std::vector<uint8_t> trust_file(const std::vector<uint8_t>& key) {
    std::string pem(key.begin(), key.end());
    for (size_t at = 0; (at = pem.find('\n', at)) != std::string::npos; at += 2) pem.replace(at, 1, "\\n");
    const std::string json = "{\"keys\":[{\"name\":\"ours\",\"publicKey\":\"" + pem +
                             "\",\"validFrom\":\"2020-01-01\",\"validUntil\":\"2199-12-31\"}]}";
    return {json.begin(), json.end()};
}

// Reads one mutation; gives what kind it was.
const char* run(const Seeds& seeds, const TrustedKeys& trust, Random& random, bool& refused) {
    static const char* const files[] = {"bundle.json", "model.sig", "golden.json"};
    const size_t kind = random() % 10;
    refused = false;
    try {
        switch (kind) {
            case 0:
            case 1:
                read_bundle(mutate(any(seeds.bundles, random), random), trust);
                return "bundles, any byte";
            case 2:
            case 3:
            case 4:
                read_bundle(with_mutated_file(any(seeds.bundles, random), files[random() % 3], random), trust);
                return "bundles, one file";
            case 5:
                read_data(mutate(any(seeds.data, random), random));
                return "data, any byte";
            case 6:
                read_data(with_mutated_data(any(seeds.data, random), random));
                return "data, header and names";
            case 7:
                read_key(random() % 2 == 0 ? mutate(seeds.key, random) : mutate_text(trust_file(seeds.key), random));
                return "keys";
            default:
                read_picture(mutate(any(seeds.pictures, random), random));
                return "pictures";
        }
    } catch (const Fault& fault) {
        const std::string message = fault.what();
        if (message.empty() || message.find('\n') != std::string::npos) std::abort();
        refused = true;
    }
    static const char* const kinds[] = {
        "bundles, any byte", "bundles, any byte", "bundles, one file",      "bundles, one file",
        "bundles, one file", "data, any byte",    "data, header and names", "keys",
        "pictures",          "pictures"};
    return kinds[kind];
}

}  // namespace

int main(int argc, char** argv) {
    std::map<std::string, std::string> options;
    for (int i = 1; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
    const long runs = std::atol(options["--runs"].c_str());
    Random random(static_cast<uint64_t>(std::atol(options["--seed"].c_str())));
    try {
        const auto seeds = seeds_in(options["--seeds"]);
        const auto trust = TrustedKeys::load(seeds.key_path);
        // The seeds themselves have to be read, or nothing behind them would be reached.
        for (const auto& bytes : seeds.bundles) read_bundle(bytes, trust);
        for (const auto& bytes : seeds.data) read_data(bytes);
        for (const auto& bytes : seeds.pictures) read_picture(bytes);
        std::map<std::string, std::pair<long, long>> counts;
        for (long i = 0; i < runs; i++) {
            bool refused = false;
            auto& count = counts[run(seeds, trust, random, refused)];
            count.first++;
            count.second += refused ? 1 : 0;
        }
        for (const auto& [kind, count] : counts)
            std::printf("%s: %ld, refused %ld\n", kind.c_str(), count.first, count.second);
        std::printf("%ld mutations\n", runs);
        return 0;
    } catch (const Fault& fault) {
        std::fprintf(stderr, "edgekd-fuzz: %s\n", fault.what());
        return 1;
    }
}
