// A plain C interface over ATen and its autograd. One function, edgekd_call, reaches every operator of any libtorch
// through the dispatcher; the rest is handles, data, autograd, modes, random state, threads and devices.
//
// A tensor handle is an owned reference to a TensorImpl. No exception leaves an entry point: it is kept as this thread's
// error text, and the entry point answers with its failure value.

#include <ATen/Context.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/ScalarOps.h>
#include <ATen/Tensor.h>
#include <ATen/Version.h>
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#ifdef EDGEKD_KERNELS
#include "kernels/two_losses.h"
#endif

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

using Handle = at::TensorImpl*;

thread_local std::string last_error;

void keep_error() noexcept {
  try {
    throw;
  } catch (const c10::Error& e) {
    last_error = e.what_without_backtrace();
  } catch (const std::exception& e) {
    last_error = e.what();
  } catch (...) {
    last_error = "an unknown C++ exception";
  }
  if (last_error.empty()) last_error = "libtorch failed without a message";
}

// Runs body; on an exception keeps its text and answers with failure.
template <class T, class Body>
T guarded(T failure, Body body) noexcept {
  try {
    return body();
  } catch (...) {
    keep_error();
    return failure;
  }
}

at::Tensor borrow(Handle h) {
  if (h == nullptr) return at::Tensor();
  return at::Tensor(c10::intrusive_ptr<at::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(h));
}

Handle release(at::Tensor t) { return t.defined() ? t.unsafeReleaseTensorImpl() : nullptr; }

std::vector<at::Tensor> borrow_all(const Handle* handles, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int64_t i = 0; i < count; i++) tensors.push_back(borrow(handles[i]));
  return tensors;
}

c10::Device device_of(int32_t type, int64_t index) {
  return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

// ---- operators ----------------------------------------------------------------------------------------------------

enum ArgKind : int32_t {
  kNone, kTensor, kInt, kDouble, kBool, kIntList, kDoubleList, kString, kDevice, kTensorList, kGenerator, kDefault, kBoolList
};

struct Arg {
  int32_t kind;
  int32_t count;  // list length; the device type of a device
  int64_t bits;   // the value, or the address of a list's items
};

enum class Want { Tensor, Int, Float, Number, Bool, String, Device, Generator, IntList, FloatList, BoolList, TensorList,
                  OptionalTensorList, Other };

struct Parameter {
  std::string name;
  Want want;
  bool optional;
  int32_t repeat;  // of `int[2] stride`, which takes one number for both
  bool has_default;
  c10::IValue fallback;
};

struct Operator {
  c10::OperatorHandle handle;
  std::string name;
  std::vector<Parameter> parameters;
};

Want scalar_want(c10::TypeKind kind) {
  switch (kind) {
    case c10::TypeKind::TensorType: return Want::Tensor;
    case c10::TypeKind::IntType:
    case c10::TypeKind::SymIntType:
    case c10::TypeKind::ScalarTypeType:
    case c10::TypeKind::LayoutType:
    case c10::TypeKind::MemoryFormatType: return Want::Int;
    case c10::TypeKind::FloatType:
    case c10::TypeKind::SymFloatType: return Want::Float;
    case c10::TypeKind::NumberType: return Want::Number;
    case c10::TypeKind::BoolType: return Want::Bool;
    case c10::TypeKind::StringType: return Want::String;
    case c10::TypeKind::DeviceObjType: return Want::Device;
    case c10::TypeKind::GeneratorType: return Want::Generator;
    default: return Want::Other;
  }
}

Want want_of(const c10::TypePtr& type) {
  if (type->kind() != c10::TypeKind::ListType) return scalar_want(type->kind());
  const auto& item = type->expectRef<c10::ListType>().getElementType();
  if (item->kind() == c10::TypeKind::OptionalType) return Want::OptionalTensorList;
  switch (scalar_want(item->kind())) {
    case Want::Tensor: return Want::TensorList;
    case Want::Int: return Want::IntList;
    case Want::Float: return Want::FloatList;
    case Want::Bool: return Want::BoolList;
    default: return Want::Other;
  }
}

Parameter parameter_of(const c10::Argument& argument) {
  Parameter p;
  p.name = argument.name();
  p.optional = argument.type()->kind() == c10::TypeKind::OptionalType;
  p.want = want_of(p.optional ? argument.type()->expectRef<c10::OptionalType>().getElementType() : argument.type());
  p.repeat = argument.N() ? static_cast<int32_t>(*argument.N()) : 1;
  p.has_default = argument.default_value().has_value();
  if (p.has_default) p.fallback = *argument.default_value();
  else if (p.optional) p.has_default = true;
  return p;
}

c10::IValue tensor_list(const Arg& a, bool optional) {
  auto handles = reinterpret_cast<const Handle*>(a.bits);
  c10::TypePtr item = c10::TensorType::get();
  if (optional) item = c10::OptionalType::create(item);
  c10::impl::GenericList list(item);
  list.reserve(a.count);
  for (int32_t i = 0; i < a.count; i++)
    list.push_back(optional && handles[i] == nullptr ? c10::IValue() : c10::IValue(borrow(handles[i])));
  return c10::IValue(std::move(list));
}

// An argument as the schema wants it: numbers become floats, tensors or lists where these are asked for.
c10::IValue coerce(const Operator& op, const Parameter& p, const Arg& a) {
  const auto real = [&] { double d; std::memcpy(&d, &a.bits, sizeof d); return d; };
  switch (a.kind) {
    case kDefault:
      if (p.has_default) return p.fallback;
      break;
    case kNone:
      if (p.want == Want::Tensor) return p.optional ? c10::IValue() : c10::IValue(at::Tensor());
      if (p.optional) return c10::IValue();
      break;
    case kTensor: {
      auto tensor = borrow(reinterpret_cast<Handle>(a.bits));
      if (p.want == Want::Tensor) return tensor;
      if (p.want == Want::Number) return tensor.item();
      if (p.want == Want::TensorList || p.want == Want::OptionalTensorList) {
        Handle one = reinterpret_cast<Handle>(a.bits);
        return tensor_list(Arg{kTensorList, 1, reinterpret_cast<int64_t>(&one)}, p.want == Want::OptionalTensorList);
      }
      break;
    }
    case kInt:
      switch (p.want) {
        case Want::Int: case Want::Number: return a.bits;
        case Want::Float: return static_cast<double>(a.bits);
        case Want::Bool: return a.bits != 0;
        case Want::IntList: return std::vector<int64_t>(p.repeat, a.bits);
        case Want::FloatList: return std::vector<double>(p.repeat, static_cast<double>(a.bits));
        case Want::Tensor: {
          auto t = c10::scalar_to_tensor(c10::Scalar(a.bits));
          t.unsafeGetTensorImpl()->set_wrapped_number(true);
          return t;
        }
        default: break;
      }
      break;
    case kDouble:
      switch (p.want) {
        case Want::Float: case Want::Number: return real();
        case Want::FloatList: return std::vector<double>(p.repeat, real());
        case Want::Int:
          if (std::trunc(real()) == real()) return static_cast<int64_t>(real());
          break;
        case Want::Tensor: {
          auto t = c10::scalar_to_tensor(c10::Scalar(real()));
          t.unsafeGetTensorImpl()->set_wrapped_number(true);
          return t;
        }
        default: break;
      }
      break;
    case kBool:
      if (p.want == Want::Bool || p.want == Want::Number) return a.bits != 0;
      if (p.want == Want::Int) return static_cast<int64_t>(a.bits != 0);
      if (p.want == Want::Tensor) {
        auto t = c10::scalar_to_tensor(c10::Scalar(a.bits != 0));
        t.unsafeGetTensorImpl()->set_wrapped_number(true);
        return t;
      }
      break;
    case kIntList: {
      auto items = reinterpret_cast<const int64_t*>(a.bits);
      if (p.want == Want::IntList) return std::vector<int64_t>(items, items + a.count);
      if (p.want == Want::FloatList) return std::vector<double>(items, items + a.count);
      if (p.want == Want::BoolList) {
        c10::List<bool> list;
        for (int32_t i = 0; i < a.count; i++) list.push_back(items[i] != 0);
        return list;
      }
      break;
    }
    case kDoubleList: {
      auto items = reinterpret_cast<const double*>(a.bits);
      if (p.want == Want::FloatList) return std::vector<double>(items, items + a.count);
      break;
    }
    case kBoolList: {
      auto items = reinterpret_cast<const int64_t*>(a.bits);
      c10::List<bool> list;
      for (int32_t i = 0; i < a.count; i++) list.push_back(items[i] != 0);
      if (p.want == Want::BoolList) return list;
      break;
    }
    case kString:
      if (p.want == Want::String) return std::string(reinterpret_cast<const char*>(a.bits), a.count);
      break;
    case kDevice:
      if (p.want == Want::Device) return device_of(a.count, a.bits);
      break;
    case kTensorList:
      if (p.want == Want::TensorList) return tensor_list(a, false);
      if (p.want == Want::OptionalTensorList) return tensor_list(a, true);
      break;
    case kGenerator:
      if (p.want == Want::Generator) return *reinterpret_cast<at::Generator*>(a.bits);
      break;
    default: break;
  }
  throw std::invalid_argument(op.name + ": the argument '" + p.name + "' does not take what it was given");
}

// Results beyond the caller's room wait here for edgekd_take_results.
thread_local std::vector<Handle> waiting;

void push_result(std::vector<Handle>& results, const c10::IValue& value) {
  if (value.isTensor()) results.push_back(release(value.toTensor()));
  else if (value.isTensorList()) for (const at::Tensor& t : value.toTensorVector()) results.push_back(release(t));
  else if (value.isInt()) results.push_back(release(c10::scalar_to_tensor(c10::Scalar(value.toInt()))));
  else if (value.isDouble()) results.push_back(release(c10::scalar_to_tensor(c10::Scalar(value.toDouble()))));
  else if (value.isBool()) results.push_back(release(c10::scalar_to_tensor(c10::Scalar(value.toBool()))));
  else if (value.isScalar()) results.push_back(release(c10::scalar_to_tensor(value.toScalar())));
  else if (value.isNone()) results.push_back(nullptr);
  else throw std::invalid_argument("an operator gave a result that is neither tensor nor number: " + value.tagKind());
}

// Hands the results to the caller's array when they fit, else keeps them; answers how many there are.
int32_t deliver(std::vector<Handle>& results, Handle* out, int32_t room) {
  auto count = static_cast<int32_t>(results.size());
  if (count <= room) std::copy(results.begin(), results.end(), out);
  else waiting.swap(results);
  return count;
}

void drop(Handle h) { if (h != nullptr) c10::intrusive_ptr<at::TensorImpl, c10::UndefinedTensorImpl>::reclaim(h); }

}  // namespace

EXPORT const char* edgekd_last_error() { return last_error.c_str(); }

// Finds an operator; the answer lives as long as the process.
EXPORT void* edgekd_operator(const char* name, const char* overload) {
  return guarded<void*>(nullptr, [&]() -> void* {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    auto op = std::make_unique<Operator>(Operator{handle, name, {}});
    for (const auto& argument : handle.schema().arguments()) op->parameters.push_back(parameter_of(argument));
    return op.release();
  });
}

// Calls an operator. Answers the number of results (tensors of lists counted singly), or -1. room < 0: the results are dropped.
EXPORT int32_t edgekd_call(const void* which, const Arg* args, int32_t count, Handle* out, int32_t room) {
  return guarded<int32_t>(-1, [&]() -> int32_t {
    const auto& op = *static_cast<const Operator*>(which);
    if (count > static_cast<int32_t>(op.parameters.size()))
      throw std::invalid_argument(op.name + " takes " + std::to_string(op.parameters.size()) + " arguments, not " + std::to_string(count));
    torch::jit::Stack stack;
    stack.reserve(op.parameters.size());
    for (int32_t i = 0; i < static_cast<int32_t>(op.parameters.size()); i++) {
      static const Arg absent{kDefault, 0, 0};
      stack.push_back(coerce(op, op.parameters[i], i < count ? args[i] : absent));
    }
    op.handle.callBoxed(stack);
    if (room < 0) return 0;
    if (stack.size() == 1 && room > 0 && stack[0].isTensor()) {
      *out = release(std::move(stack[0]).toTensor());
      return 1;
    }
    std::vector<Handle> results;
    for (const auto& value : stack) push_result(results, value);
    return deliver(results, out, room);
  });
}

EXPORT void edgekd_take_results(Handle* out) {
  std::copy(waiting.begin(), waiting.end(), out);
  waiting.clear();
}

// ---- tensors ------------------------------------------------------------------------------------------------------

EXPORT void edgekd_tensor_free(Handle h) { guarded<int>(0, [&] { drop(h); return 0; }); }

// A second reference to the same tensor.
EXPORT Handle edgekd_tensor_alias(Handle h) { return guarded<Handle>(nullptr, [&] { return release(borrow(h)); }); }

// A second tensor on the same data, outside any graph, that may be resized or given other data on its own.
EXPORT Handle edgekd_tensor_variable_data(Handle h) {
  return guarded<Handle>(nullptr, [&] { return release(borrow(h).variable_data()); });
}

EXPORT int32_t edgekd_tensor_set_data(Handle h, Handle source) {
  return guarded<int32_t>(-1, [&] { borrow(h).set_data(borrow(source)); return 0; });
}

EXPORT int64_t edgekd_tensor_dim(Handle h) { return guarded<int64_t>(-1, [&] { return h->dim(); }); }
EXPORT int64_t edgekd_tensor_numel(Handle h) { return guarded<int64_t>(-1, [&] { return h->numel(); }); }

EXPORT int32_t edgekd_tensor_sizes(Handle h, int64_t* out) {
  return guarded<int32_t>(-1, [&] { auto s = h->sizes(); std::copy(s.begin(), s.end(), out); return 0; });
}

EXPORT int32_t edgekd_tensor_strides(Handle h, int64_t* out) {
  return guarded<int32_t>(-1, [&] { auto s = h->strides(); std::copy(s.begin(), s.end(), out); return 0; });
}

EXPORT int64_t edgekd_tensor_storage_offset(Handle h) { return guarded<int64_t>(-1, [&] { return h->storage_offset(); }); }
EXPORT int64_t edgekd_tensor_element_size(Handle h) { return guarded<int64_t>(-1, [&] { return static_cast<int64_t>(h->itemsize()); }); }
EXPORT int32_t edgekd_tensor_dtype(Handle h) {
  return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(c10::typeMetaToScalarType(h->dtype())); });
}

// The device type; its index (-1 for the CPU) goes to *index.
EXPORT int32_t edgekd_tensor_device(Handle h, int32_t* index) {
  return guarded<int32_t>(-1, [&] {
    auto device = h->device();
    *index = device.has_index() ? device.index() : -1;
    return static_cast<int32_t>(device.type());
  });
}

EXPORT int32_t edgekd_tensor_is_contiguous(Handle h, int32_t memory_format) {
  return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(borrow(h).is_contiguous(static_cast<at::MemoryFormat>(memory_format))); });
}

EXPORT int32_t edgekd_tensor_is_sparse(Handle h) { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(borrow(h).is_sparse()); }); }

EXPORT void* edgekd_tensor_data(Handle h) { return guarded<void*>(nullptr, [&] { return borrow(h).data_ptr(); }); }

// A tensor over the caller's memory; deleter(context) is called when the last reference goes.
EXPORT Handle edgekd_tensor_from_blob(void* data, const int64_t* sizes, int32_t dims, int32_t dtype, void (*deleter)(void*), void* context) {
  return guarded<Handle>(nullptr, [&] {
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    auto shape = at::IntArrayRef(sizes, dims);
    if (deleter == nullptr) return release(at::from_blob(data, shape, options));
    return release(at::from_blob(data, shape, [deleter, context](void*) { deleter(context); }, options));
  });
}

// ---- autograd -----------------------------------------------------------------------------------------------------

EXPORT int32_t edgekd_requires_grad(Handle h) { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(borrow(h).requires_grad()); }); }
EXPORT int32_t edgekd_set_requires_grad(Handle h, int32_t on) {
  return guarded<int32_t>(-1, [&] {
    auto t = borrow(h);
    TORCH_CHECK(t.is_leaf() || on != 0, "you can only change requires_grad flags of leaf variables.");
    TORCH_CHECK(on == 0 || at::isFloatingType(t.scalar_type()) || at::isComplexType(t.scalar_type()),
                "only Tensors of floating point and complex dtype can require gradients");
    if (t.is_leaf()) t.set_requires_grad(on != 0);
    return 0;
  });
}
EXPORT int32_t edgekd_is_leaf(Handle h) { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(borrow(h).is_leaf()); }); }
EXPORT int32_t edgekd_retain_grad(Handle h) { return guarded<int32_t>(-1, [&] { borrow(h).retain_grad(); return 0; }); }
EXPORT int32_t edgekd_output_nr(Handle h) { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(borrow(h).output_nr()); }); }

// The gradient: 1 and a handle, 0 where there is none, -1 on an error.
EXPORT int32_t edgekd_grad(Handle h, Handle* out) {
  return guarded<int32_t>(-1, [&] {
    *out = release(borrow(h).grad());
    return *out == nullptr ? 0 : 1;
  });
}

EXPORT int32_t edgekd_set_grad(Handle h, Handle grad) {
  return guarded<int32_t>(-1, [&] {
    auto t = borrow(h);
    auto g = borrow(grad);
    if (g.defined()) {
      TORCH_CHECK(g.sizes() == t.sizes(), "assigned grad has data of a different size");
      TORCH_CHECK(g.device() == t.device(), "assigned grad has data located on a different device");
      TORCH_CHECK(g.scalar_type() == t.scalar_type(), "assigned grad has data of a different type");
    }
    t.mutable_grad() = std::move(g);
    return 0;
  });
}

EXPORT int32_t edgekd_backward(const Handle* tensors, int32_t count, const Handle* gradients, int32_t gradient_count,
                               int32_t retain_graph, int32_t create_graph, const Handle* inputs, int32_t input_count) {
  return guarded<int32_t>(-1, [&] {
    torch::autograd::backward(borrow_all(tensors, count), borrow_all(gradients, gradient_count), retain_graph != 0,
                              create_graph != 0, borrow_all(inputs, input_count));
    return 0;
  });
}

// Gradients of outputs by inputs, one a input (null where unused and allow_unused); answers their number or -1.
EXPORT int32_t edgekd_autograd_grad(const Handle* outputs, int32_t count, const Handle* inputs, int32_t input_count,
                                    const Handle* gradients, int32_t gradient_count, int32_t retain_graph,
                                    int32_t create_graph, int32_t allow_unused, Handle* out) {
  return guarded<int32_t>(-1, [&] {
    auto result = torch::autograd::grad(borrow_all(outputs, count), borrow_all(inputs, input_count),
                                        borrow_all(gradients, gradient_count), retain_graph != 0, create_graph != 0,
                                        allow_unused != 0);
    for (size_t i = 0; i < result.size(); i++) out[i] = release(std::move(result[i]));
    return static_cast<int32_t>(result.size());
  });
}

// Gradients of two losses by the same inputs in one walk: 1, or 0 where two calls of edgekd_autograd_grad are needed; -1 on an error.
EXPORT int32_t edgekd_autograd_grad_two(Handle first, Handle second, const Handle* inputs, int32_t input_count, int32_t retain_graph,
                                        Handle* of_first, Handle* of_second) {
#ifdef EDGEKD_KERNELS
  return guarded<int32_t>(-1, [&] {
    std::vector<at::Tensor> a, b;
    if (!edgekd::gradients_of_two_losses(borrow(first), borrow(second), borrow_all(inputs, input_count), retain_graph != 0, a, b)) return 0;
    for (int32_t i = 0; i < input_count; i++) {
      of_first[i] = release(std::move(a[i]));
      of_second[i] = release(std::move(b[i]));
    }
    return 1;
  });
#else
  return 0;
#endif
}

EXPORT int32_t edgekd_grad_mode() { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(c10::GradMode::is_enabled()); }); }
EXPORT void edgekd_set_grad_mode(int32_t on) { guarded<int>(0, [&] { c10::GradMode::set_enabled(on != 0); return 0; }); }

// Guards nest and belong to the thread that made them: free them there, last made first.
EXPORT void* edgekd_inference_guard(int32_t on) {
  return guarded<void*>(nullptr, [&] { return static_cast<void*>(new c10::InferenceMode(on != 0)); });
}
EXPORT void edgekd_inference_guard_free(void* guard) { guarded<int>(0, [&] { delete static_cast<c10::InferenceMode*>(guard); return 0; }); }
EXPORT int32_t edgekd_inference_mode() { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(c10::InferenceMode::is_enabled()); }); }
EXPORT int32_t edgekd_is_inference(Handle h) { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(borrow(h).is_inference()); }); }

// ---- autocast -----------------------------------------------------------------------------------------------------

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
namespace {
bool autocast_enabled(c10::DeviceType device) { return at::autocast::is_autocast_enabled(device); }
at::ScalarType autocast_dtype(c10::DeviceType device) { return at::autocast::get_autocast_dtype(device); }
void set_autocast(c10::DeviceType device, bool on, at::ScalarType dtype) {
  at::autocast::set_autocast_enabled(device, on);
  at::autocast::set_autocast_dtype(device, dtype);
}
}  // namespace
#else
namespace {
bool autocast_enabled(c10::DeviceType device) {
  return device == c10::DeviceType::CUDA ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
}
at::ScalarType autocast_dtype(c10::DeviceType device) {
  return device == c10::DeviceType::CUDA ? at::autocast::get_autocast_gpu_dtype() : at::autocast::get_autocast_cpu_dtype();
}
void set_autocast(c10::DeviceType device, bool on, at::ScalarType dtype) {
  if (device == c10::DeviceType::CUDA) {
    at::autocast::set_enabled(on);
    at::autocast::set_autocast_gpu_dtype(dtype);
  } else {
    at::autocast::set_cpu_enabled(on);
    at::autocast::set_autocast_cpu_dtype(dtype);
  }
}
}  // namespace
#endif

// What autocast does on a device for this thread: -1 on an error, else 0 or 1, with its type of numbers in *dtype.
EXPORT int32_t edgekd_autocast(int32_t device_type, int32_t* dtype) {
  return guarded<int32_t>(-1, [&] {
    const auto device = static_cast<c10::DeviceType>(device_type);
    *dtype = static_cast<int32_t>(autocast_dtype(device));
    return static_cast<int32_t>(autocast_enabled(device));
  });
}

// Sets it. enters: +1 into a scope, -1 out of one; casts of weights are kept until the outermost scope ends.
EXPORT int32_t edgekd_set_autocast(int32_t device_type, int32_t on, int32_t dtype, int32_t enters) {
  return guarded<int32_t>(-1, [&] {
    const auto device = static_cast<c10::DeviceType>(device_type);
    TORCH_CHECK(device == c10::DeviceType::CPU || device == c10::DeviceType::CUDA, "autocast is for the processor and CUDA");
    if (enters > 0) at::autocast::increment_nesting();
    else if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    set_autocast(device, on != 0, static_cast<at::ScalarType>(dtype));
    return 0;
  });
}

// ---- random numbers -----------------------------------------------------------------------------------------------

EXPORT void* edgekd_generator_new(uint64_t seed, int32_t device_type, int64_t device_index) {
  return guarded<void*>(nullptr, [&] {
    if (device_type == 0) return static_cast<void*>(new at::Generator(at::detail::createCPUGenerator(seed)));
    auto copy = at::globalContext().defaultGenerator(device_of(device_type, device_index)).clone();
    copy.set_current_seed(seed);
    return static_cast<void*>(new at::Generator(copy));
  });
}

EXPORT void* edgekd_generator_default(int32_t device_type, int64_t device_index) {
  return guarded<void*>(nullptr, [&] {
    return static_cast<void*>(new at::Generator(at::globalContext().defaultGenerator(device_of(device_type, device_index))));
  });
}

EXPORT void edgekd_generator_free(void* g) { guarded<int>(0, [&] { delete static_cast<at::Generator*>(g); return 0; }); }

EXPORT int32_t edgekd_generator_set_seed(void* g, uint64_t seed) {
  return guarded<int32_t>(-1, [&] { static_cast<at::Generator*>(g)->set_current_seed(seed); return 0; });
}
EXPORT uint64_t edgekd_generator_seed(void* g) { return guarded<uint64_t>(0, [&] { return static_cast<at::Generator*>(g)->current_seed(); }); }
EXPORT uint64_t edgekd_generator_reseed(void* g) { return guarded<uint64_t>(0, [&] { return static_cast<at::Generator*>(g)->seed(); }); }
EXPORT Handle edgekd_generator_state(void* g) { return guarded<Handle>(nullptr, [&] { return release(static_cast<at::Generator*>(g)->get_state()); }); }
EXPORT int32_t edgekd_generator_set_state(void* g, Handle state) {
  return guarded<int32_t>(-1, [&] { static_cast<at::Generator*>(g)->set_state(borrow(state)); return 0; });
}

EXPORT int32_t edgekd_manual_seed(uint64_t seed) {
  return guarded<int32_t>(-1, [&] {
    at::manual_seed(seed);
    return 0;
  });
}

// oneDNN as libtorch 1.x has it corrupts the heap in convolutions of small images on processors with AVX2 and without AVX-512
// (seen in training MobileNetV3 and MobileOne: "double free or corruption"); with AVX alone it does not. Read by oneDNN at
// its first use, which comes after this library is loaded; who has set the variable decides himself.
#if TORCH_VERSION_MAJOR < 2 && defined(__x86_64__)
__attribute__((constructor)) void keep_off_avx2() {
    __builtin_cpu_init();
    const bool has_avx512_core = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    if (!has_avx512_core) setenv("DNNL_MAX_CPU_ISA", "AVX", 0);
}
#endif

// ---- threads, devices, version ------------------------------------------------------------------------------------

EXPORT int32_t edgekd_threads() { return guarded<int32_t>(-1, [&] { return at::get_num_threads(); }); }
EXPORT int32_t edgekd_set_threads(int32_t n) { return guarded<int32_t>(-1, [&] { at::set_num_threads(n); return 0; }); }
EXPORT int32_t edgekd_interop_threads() { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(at::get_num_interop_threads()); }); }
EXPORT int32_t edgekd_set_interop_threads(int32_t n) { return guarded<int32_t>(-1, [&] { at::set_num_interop_threads(n); return 0; }); }

EXPORT int32_t edgekd_cuda_available() { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(torch::cuda::is_available()); }); }
EXPORT int32_t edgekd_cudnn_available() { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(torch::cuda::cudnn_is_available()); }); }
EXPORT int32_t edgekd_cuda_devices() { return guarded<int32_t>(-1, [&] { return static_cast<int32_t>(torch::cuda::device_count()); }); }
EXPORT int32_t edgekd_cuda_synchronize(int64_t index) { return guarded<int32_t>(-1, [&] { torch::cuda::synchronize(index); return 0; }); }

// Process-wide switches of the context: 0 cuDNN, 1 cuDNN's autotuner, 2 deterministic cuDNN, 3 deterministic operators only,
// 4 flushing denormal numbers to zero (write only), 5 TF32 in cuBLAS, 6 TF32 in cuDNN. value < 0 reads.
EXPORT int32_t edgekd_context_flag(int32_t which, int32_t value) {
  return guarded<int32_t>(-1, [&]() -> int32_t {
    auto& context = at::globalContext();
    const bool on = value != 0;
    switch (which) {
      case 0: if (value >= 0) context.setUserEnabledCuDNN(on); return context.userEnabledCuDNN();
      case 1: if (value >= 0) context.setBenchmarkCuDNN(on); return context.benchmarkCuDNN();
      case 2: if (value >= 0) context.setDeterministicCuDNN(on); return context.deterministicCuDNN();
      case 3: if (value >= 0) context.setDeterministicAlgorithms(on, false); return context.deterministicAlgorithms();
      case 4: return at::globalContext().setFlushDenormal(on);
      case 5: if (value >= 0) context.setAllowTF32CuBLAS(on); return context.allowTF32CuBLAS();
      case 6: if (value >= 0) context.setAllowTF32CuDNN(on); return context.allowTF32CuDNN();
      default: throw std::invalid_argument("no such switch: " + std::to_string(which));
    }
  });
}

EXPORT const char* edgekd_version() { return TORCH_VERSION; }

// What libtorch was built with, and how it runs in parallel. The text lives until this thread asks again.
EXPORT const char* edgekd_build_configuration() {
  thread_local std::string text;
  return guarded<const char*>("", [&] {
    text = at::show_config() + at::get_parallel_info();
    return text.c_str();
  });
}
