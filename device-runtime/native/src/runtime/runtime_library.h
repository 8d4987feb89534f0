// ONNX Runtime's C API, opened by the path of its library, so that a device may bring its own.
#pragma once

#include <memory>
#include <onnxruntime_c_api.h>
#include <string>

namespace edgekd {

// How a model is run.
struct RunSettings {
    int threads = 1;
    std::string provider = "cpu";  // cpu, xnnpack, nnapi, cuda, tensorrt
    std::string profile_prefix;    // where a profile of the session begins; empty for none
};

class RuntimeLibrary {
public:
    // The API that this program was written against; newer libraries have it as well.
    static constexpr uint32_t kApiVersion = 18;

    // Opens a library, once a path. An empty path: libonnxruntime.so beside the executable, else what the environment
    // variable EDGEKD_ONNXRUNTIME names.
    static std::shared_ptr<RuntimeLibrary> open(const std::string& path);

    ~RuntimeLibrary();
    RuntimeLibrary(const RuntimeLibrary&) = delete;
    RuntimeLibrary& operator=(const RuntimeLibrary&) = delete;

    const OrtApi& api() const { return *api_; }
    OrtEnv* environment() const { return environment_; }
    const std::string& version() const { return version_; }

    // Options of a session: one operator after the other, everything optimised, quiet. For the caller to release.
    OrtSessionOptions* session_options(const RunSettings& settings) const;

    // Throws what went wrong, and releases it; `what` is the beginning of the message.
    void check(OrtStatus* status, const std::string& what) const;

private:
    explicit RuntimeLibrary(const std::string& path);
    void append_provider(OrtSessionOptions* options, const std::string& provider, int threads) const;

    std::string path_, version_;
    void* handle_ = nullptr;
    const OrtApi* api_ = nullptr;
    OrtEnv* environment_ = nullptr;
};

}  // namespace edgekd
