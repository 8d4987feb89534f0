using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Alive(Native.Check(Native.edgekd_tensor_dim(Handle)));
        public long dim() => Dimensions;
        public long ndim => Dimensions;

        public long NumberOfElements => Alive(Native.Check(Native.edgekd_tensor_numel(Handle)));
        public long numel() => NumberOfElements;

        /// <summary>Bytes an element.</summary>
        public long ElementSize => Alive(Native.Check(Native.edgekd_tensor_element_size(Handle)));
        public long element_size() => ElementSize;

        public long[] shape => size();

        public unsafe long[] size()
        {
            var sizes = new long[Dimensions];
            fixed (long* p = sizes) Native.Check(Native.edgekd_tensor_sizes(Handle, p));
            GC.KeepAlive(this);
            return sizes;
        }

        /// <exception cref="System.Runtime.InteropServices.ExternalException">No such dimension.</exception>
        public long size(int dim) => At(size(), dim);

        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* p = strides) Native.Check(Native.edgekd_tensor_strides(Handle, p));
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => At(stride(), dim);

        public long storage_offset() => Alive(Native.Check(Native.edgekd_tensor_storage_offset(Handle)));

        public ScalarType dtype => (ScalarType)Alive(Native.Check(Native.edgekd_tensor_dtype(Handle)));

        public unsafe Device device
        {
            get
            {
                int index;
                var type = (DeviceType)Alive(Native.Check(Native.edgekd_tensor_device(Handle, &index)));
                return type == DeviceType.CPU ? new Device(type) : new Device(type, index);
            }
        }

        public int device_index => device.index;

        public unsafe DeviceType device_type
        {
            get
            {
                int index;
                return (DeviceType)Alive(Native.Check(Native.edgekd_tensor_device(Handle, &index)));
            }
        }

        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_sparse => Alive(Native.Check(Native.edgekd_tensor_is_sparse(Handle))) != 0;
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_contiguous() => IsContiguous(memory_format.contiguous_format);

        /// <exception cref="InvalidOperationException">More than one element, or none.</exception>
        public bool is_nonzero()
        {
            if (numel() != 1) throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");
            return ToScalar().ToBoolean();
        }

        internal bool IsContiguous(memory_format format) =>
            Alive(Native.Check(Native.edgekd_tensor_is_contiguous(Handle, (int)format))) != 0;

        private int Alive(int value)
        {
            GC.KeepAlive(this);
            return value;
        }

        private long Alive(long value)
        {
            GC.KeepAlive(this);
            return value;
        }

        private static long At(long[] values, int dim)
        {
            var index = dim < 0 ? dim + values.Length : dim;
            if (index >= 0 && index < values.Length) return values[index];
            throw new System.Runtime.InteropServices.ExternalException(
                $"Dimension out of range (expected to be in range of [{-values.Length}, {values.Length - 1}], but got {dim})");
        }
    }
}
