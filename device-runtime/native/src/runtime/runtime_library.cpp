#include "runtime_library.h"

#include "../faults/fault.h"
#include "../files/durable_files.h"

#include <cstdlib>
#include <dlfcn.h>
#include <map>
#include <mutex>
#include <unistd.h>

namespace edgekd {
namespace {

constexpr const char* kVariable = "EDGEKD_ONNXRUNTIME";

std::string default_path() {
    char executable[4096];
    const ssize_t length = readlink("/proc/self/exe", executable, sizeof executable);
    if (length > 0) {
        const std::string beside =
            folder_of(std::string(executable, static_cast<size_t>(length))) + "/libonnxruntime.so";
        if (access(beside.c_str(), R_OK) == 0) return beside;
    }
    const char* named = std::getenv(kVariable);
    if (named != nullptr && *named != '\0') return named;
    throw Fault(
        std::string(
            "ONNX Runtime is not there: put libonnxruntime.so beside the executable, or name it by --runtime or ") +
        kVariable + ".");
}

}  // namespace

std::shared_ptr<RuntimeLibrary> RuntimeLibrary::open(const std::string& path) {
    static std::mutex lock;
    static std::map<std::string, std::shared_ptr<RuntimeLibrary>> opened;
    const std::string named = path.empty() ? default_path() : path;
    const std::lock_guard<std::mutex> guard(lock);
    auto& library = opened[named];
    if (!library) library.reset(new RuntimeLibrary(named));
    return library;
}

RuntimeLibrary::RuntimeLibrary(const std::string& path) : path_(path) {
    handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr) throw Fault(path + ": the library cannot be loaded (" + dlerror() + ").");
    const auto base_of = reinterpret_cast<const OrtApiBase*(ORT_API_CALL*)()>(dlsym(handle_, "OrtGetApiBase"));
    const OrtApiBase* base = base_of == nullptr ? nullptr : base_of();
    if (base == nullptr) {
        dlclose(handle_);
        throw Fault(path + ": it is not ONNX Runtime's library.");
    }
    version_ = base->GetVersionString();
    api_ = base->GetApi(kApiVersion);
    if (api_ == nullptr) {
        dlclose(handle_);
        throw Fault(path + ": ONNX Runtime " + version_ + " is too old; version 1." + std::to_string(kApiVersion) +
                    " or later is needed.");
    }
    check(api_->CreateEnv(ORT_LOGGING_LEVEL_FATAL, "edgekd", &environment_), path);
}

RuntimeLibrary::~RuntimeLibrary() {
    // The library itself stays loaded: its threads and its destructors at exit outlive any owner.
    if (environment_ != nullptr) api_->ReleaseEnv(environment_);
}

OrtSessionOptions* RuntimeLibrary::session_options(const RunSettings& settings) const {
    OrtSessionOptions* options = nullptr;
    check(api_->CreateSessionOptions(&options), path_);
    try {
        check(api_->SetIntraOpNumThreads(options, settings.threads), "threads");
        check(api_->SetInterOpNumThreads(options, 1), "threads");
        check(api_->SetSessionExecutionMode(options, ORT_SEQUENTIAL), "execution mode");
        check(api_->SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL), "optimisation");
        check(api_->SetSessionLogSeverityLevel(options, ORT_LOGGING_LEVEL_FATAL), "log");
        if (!settings.profile_prefix.empty())
            check(api_->EnableProfiling(options, settings.profile_prefix.c_str()), "profile");
        append_provider(options, settings.provider, settings.threads);
        return options;
    } catch (...) {
        api_->ReleaseSessionOptions(options);
        throw;
    }
}

void RuntimeLibrary::append_provider(OrtSessionOptions* options, const std::string& provider, int threads) const {
    const std::string what = path_ + ": the provider " + provider + " cannot be used";
    if (provider == "cpu") return;
    if (provider == "xnnpack") {
        const std::string count = std::to_string(threads);
        const char* keys[] = {"intra_op_num_threads"};
        const char* values[] = {count.c_str()};
        check(api_->SessionOptionsAppendExecutionProvider(options, "XNNPACK", keys, values, 1), what);
    } else if (provider == "nnapi") {
        // Only the library for Android has it, as a symbol of its own.
        const auto append = reinterpret_cast<OrtStatus*(ORT_API_CALL*)(OrtSessionOptions*, uint32_t)>(
            dlsym(handle_, "OrtSessionOptionsAppendExecutionProvider_Nnapi"));
        if (append == nullptr) throw Fault(what + ": this library has none.");
        check(append(options, 0), what);
    } else if (provider == "cuda") {
        OrtCUDAProviderOptionsV2* cuda = nullptr;
        check(api_->CreateCUDAProviderOptions(&cuda), what);
        OrtStatus* status = api_->SessionOptionsAppendExecutionProvider_CUDA_V2(options, cuda);
        api_->ReleaseCUDAProviderOptions(cuda);
        check(status, what);
    } else if (provider == "tensorrt") {
        OrtTensorRTProviderOptionsV2* tensorrt = nullptr;
        check(api_->CreateTensorRTProviderOptions(&tensorrt), what);
        OrtStatus* status = api_->SessionOptionsAppendExecutionProvider_TensorRT_V2(options, tensorrt);
        api_->ReleaseTensorRTProviderOptions(tensorrt);
        check(status, what);
    } else {
        throw Fault("There is no provider '" + provider + "'; there are cpu, xnnpack, nnapi, cuda and tensorrt.",
                    Outcome::usage);
    }
}

void RuntimeLibrary::check(OrtStatus* status, const std::string& what) const {
    if (status == nullptr) return;
    const std::string message = api_->GetErrorMessage(status);
    api_->ReleaseStatus(status);
    throw Fault(what + ": " + message);
}

}  // namespace edgekd
