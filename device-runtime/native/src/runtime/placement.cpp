#include "placement.h"

#include "../faults/fault.h"
#include "../files/durable_files.h"
#include "../files/file_reader.h"

#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <unistd.h>

namespace edgekd {
namespace {

constexpr uint64_t kMaxProfileBytes = 256u << 20;
constexpr const char* kKernel = "_kernel_time";

// A folder of our own for the profile, removed in the end.
class ProfileFolder {
public:
    ProfileFolder() {
        const char* base = std::getenv("TMPDIR");
        std::string pattern = std::string(base != nullptr && *base != '\0' ? base : "/tmp") + "/edgekd-profile-XXXXXX";
        if (mkdtemp(&pattern[0]) == nullptr)
            throw system_fault(pattern, "the folder of the profile cannot be made", errno);
        path_ = pattern;
    }
    ~ProfileFolder() {
        try {
            remove_tree(path_);
        } catch (const Fault&) {
            // A left-over in the folder of temporary files is no reason to lose the result.
        }
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::map<std::string, int> count_nodes(const std::string& profile) {
    std::map<std::string, int> nodes;
    std::set<std::string> seen;
    try {
        const auto bytes = read_file(profile, kMaxProfileBytes);
        for (const auto& event : nlohmann::json::parse(bytes.begin(), bytes.end())) {
            if (event.value("cat", "") != "Node") continue;
            const std::string name = event.value("name", "");
            const size_t suffix = std::strlen(kKernel);
            if (name.size() < suffix || name.compare(name.size() - suffix, suffix, kKernel) != 0 ||
                !seen.insert(name).second)
                continue;
            nodes[event.at("args").value("provider", "unknown")]++;
        }
    } catch (const nlohmann::json::exception& e) {
        throw Fault(std::string("ONNX Runtime's profile cannot be read (") + e.what() + "); is it of another version?");
    }
    return nodes;
}

}  // namespace

std::map<std::string, int> node_placement(const std::shared_ptr<RuntimeLibrary>& library, ByteView model,
                                          const std::string& name, const RunSettings& settings) {
    const ProfileFolder folder;
    RunSettings profiled = settings;
    profiled.profile_prefix = folder.path() + "/nodes";
    Classifier classifier(library, model, name, profiled);
    if (!classifier.has_normalization()) classifier.set_normalization({{0, 0, 0}, {1, 1, 1}});
    Picture grey;
    grey.height = classifier.height();
    grey.width = classifier.width();
    grey.pixels.assign(static_cast<size_t>(grey.height) * static_cast<size_t>(grey.width) * 3, 128);
    const auto input = classifier.input_of_prepared(grey.pixels.data(), grey.height, grey.width);
    std::vector<float> logits(static_cast<size_t>(classifier.class_count()));
    classifier.run(input, logits.data());
    return count_nodes(classifier.end_profiling());
}

}  // namespace edgekd
