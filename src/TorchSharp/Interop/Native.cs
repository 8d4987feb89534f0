using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The C interface of libedgekd_torch (native/shim.cpp). Tensor handles are owned references.</summary>
internal static unsafe partial class Native
{
    private const string Library = "edgekd_torch";

    [LibraryImport(Library)]
    internal static partial byte* edgekd_last_error();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial IntPtr edgekd_operator(string name, string overload);
    [LibraryImport(Library)]
    internal static partial int edgekd_call(IntPtr op, NativeArg* args, int count, IntPtr* results, int room);
    [LibraryImport(Library)]
    internal static partial void edgekd_take_results(IntPtr* results);

    [LibraryImport(Library)]
    internal static partial void edgekd_tensor_free(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial IntPtr edgekd_tensor_alias(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial IntPtr edgekd_tensor_variable_data(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial int edgekd_tensor_set_data(IntPtr tensor, IntPtr source);
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long edgekd_tensor_dim(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long edgekd_tensor_numel(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial int edgekd_tensor_sizes(IntPtr tensor, long* sizes);
    [LibraryImport(Library)]
    internal static partial int edgekd_tensor_strides(IntPtr tensor, long* strides);
    [LibraryImport(Library)]
    internal static partial long edgekd_tensor_storage_offset(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial long edgekd_tensor_element_size(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int edgekd_tensor_dtype(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial int edgekd_tensor_device(IntPtr tensor, int* index);
    [LibraryImport(Library)]
    internal static partial int edgekd_tensor_is_contiguous(IntPtr tensor, int memoryFormat);
    [LibraryImport(Library)]
    internal static partial int edgekd_tensor_is_sparse(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial IntPtr edgekd_tensor_data(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial IntPtr edgekd_tensor_from_blob(IntPtr data, long* sizes, int dims, int dtype,
        delegate* unmanaged<IntPtr, void> deleter, IntPtr context);

    [LibraryImport(Library)]
    internal static partial int edgekd_requires_grad(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial int edgekd_set_requires_grad(IntPtr tensor, int on);
    [LibraryImport(Library)]
    internal static partial int edgekd_is_leaf(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial int edgekd_retain_grad(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial int edgekd_output_nr(IntPtr tensor);
    [LibraryImport(Library)]
    internal static partial int edgekd_grad(IntPtr tensor, IntPtr* grad);
    [LibraryImport(Library)]
    internal static partial int edgekd_set_grad(IntPtr tensor, IntPtr grad);
    [LibraryImport(Library)]
    internal static partial int edgekd_backward(IntPtr* tensors, int count, IntPtr* gradients, int gradientCount,
        int retainGraph, int createGraph, IntPtr* inputs, int inputCount);
    [LibraryImport(Library)]
    internal static partial int edgekd_autograd_grad(IntPtr* outputs, int count, IntPtr* inputs, int inputCount,
        IntPtr* gradients, int gradientCount, int retainGraph, int createGraph, int allowUnused, IntPtr* results);
    [LibraryImport(Library)]
    internal static partial int edgekd_autograd_grad_two(IntPtr first, IntPtr second, IntPtr* inputs, int inputCount,
        int retainGraph, IntPtr* ofFirst, IntPtr* ofSecond);
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int edgekd_grad_mode();
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void edgekd_set_grad_mode(int on);
    [LibraryImport(Library)]
    internal static partial IntPtr edgekd_inference_guard(int on);
    [LibraryImport(Library)]
    internal static partial void edgekd_inference_guard_free(IntPtr guard);
    [LibraryImport(Library)]
    internal static partial int edgekd_inference_mode();
    [LibraryImport(Library)]
    internal static partial int edgekd_is_inference(IntPtr tensor);

    [LibraryImport(Library)]
    internal static partial int edgekd_autocast(int deviceType, int* dtype);
    [LibraryImport(Library)]
    internal static partial int edgekd_set_autocast(int deviceType, int on, int dtype, int enters);

    [LibraryImport(Library)]
    internal static partial IntPtr edgekd_generator_new(ulong seed, int deviceType, long deviceIndex);
    [LibraryImport(Library)]
    internal static partial IntPtr edgekd_generator_default(int deviceType, long deviceIndex);
    [LibraryImport(Library)]
    internal static partial void edgekd_generator_free(IntPtr generator);
    [LibraryImport(Library)]
    internal static partial int edgekd_generator_set_seed(IntPtr generator, ulong seed);
    [LibraryImport(Library)]
    internal static partial ulong edgekd_generator_seed(IntPtr generator);
    [LibraryImport(Library)]
    internal static partial ulong edgekd_generator_reseed(IntPtr generator);
    [LibraryImport(Library)]
    internal static partial IntPtr edgekd_generator_state(IntPtr generator);
    [LibraryImport(Library)]
    internal static partial int edgekd_generator_set_state(IntPtr generator, IntPtr state);
    [LibraryImport(Library)]
    internal static partial int edgekd_manual_seed(ulong seed);

    [LibraryImport(Library)]
    internal static partial int edgekd_threads();
    [LibraryImport(Library)]
    internal static partial int edgekd_set_threads(int count);
    [LibraryImport(Library)]
    internal static partial int edgekd_interop_threads();
    [LibraryImport(Library)]
    internal static partial int edgekd_set_interop_threads(int count);
    [LibraryImport(Library)]
    internal static partial int edgekd_cuda_available();
    [LibraryImport(Library)]
    internal static partial int edgekd_cudnn_available();
    [LibraryImport(Library)]
    internal static partial int edgekd_cuda_devices();
    [LibraryImport(Library)]
    internal static partial int edgekd_cuda_synchronize(long index);
    [LibraryImport(Library)]
    internal static partial int edgekd_context_flag(int which, int value);
    [LibraryImport(Library)]
    internal static partial byte* edgekd_version();
    [LibraryImport(Library)]
    internal static partial byte* edgekd_build_configuration();

    /// <summary>Throws what the last failed call of this thread left behind.</summary>
    /// <exception cref="ExternalException">Always, with libtorch's message.</exception>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    internal static void Throw() => throw new ExternalException(Text(edgekd_last_error()));

    /// <summary>The answer, or an exception when it is the failure value -1.</summary>
    internal static int Check(int answer)
    {
        if (answer < 0) Throw();
        return answer;
    }

    /// <inheritdoc cref="Check(int)"/>
    internal static long Check(long answer)
    {
        if (answer < 0) Throw();
        return answer;
    }

    /// <summary>The handle, or an exception when it is null.</summary>
    internal static IntPtr Check(IntPtr handle)
    {
        if (handle == IntPtr.Zero) Throw();
        return handle;
    }

    internal static string Text(byte* utf8) => Marshal.PtrToStringUTF8((IntPtr)utf8) ?? "";
}
