// Puts the kernels of this folder in the place of libtorch's, when the library is loaded.
#include <c10/util/Exception.h>
#include <torch/library.h>

#include <dlfcn.h>

namespace edgekd {

void use_batch_norm(torch::Library& library);
void use_convolution_backward(torch::Library& library);

namespace {

// libtorch tells of every kernel that another takes the place of; here that is meant.
struct Silence : c10::WarningHandler {
  void process(const c10::SourceLocation&, const std::string&, bool) override {}
};

// OpenBLAS's own threads and OpenMP's wait for each other in busy loops where processors are few: a product of 64×1280 by
// 1280×100 took ten times its time in a training step on two. One thread does it; large work is split by the kernels.
void keep_blas_to_one_thread() {
  if (auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(1);
}

const bool registered = [] {
  Silence silence;
  c10::Warning::WarningHandlerGuard guard(&silence);
  static torch::Library library(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__);
  use_batch_norm(library);
  use_convolution_backward(library);
  keep_blas_to_one_thread();
  return true;
}();

}  // namespace
}  // namespace edgekd
