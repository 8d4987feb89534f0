using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Op ToDevice = new("aten::to", "device");
        private static readonly Op ToDtype = new("aten::to", "dtype");
        private static readonly Op ToLayout = new("aten::to", "dtype_layout");
        private static readonly Op Contiguous = new("aten::contiguous");
        private static readonly Op Clone = new("aten::clone");
        private static readonly Op CopyInPlace = new("aten::copy_");
        private static readonly Op PinMemory = new("aten::pin_memory");

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Disposed(disposeAfter, ToDtype.Call(this, type, non_blocking, copy));

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Disposed(disposeAfter, ToDevice.Call(this, InitializeDevice(device), type, non_blocking, copy));

        public Tensor to(ScalarType type, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, false, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(device, copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(other.dtype, other.device, copy, disposeAfter, non_blocking);

        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);
        public Tensor type(ScalarType dtype) => to(dtype);

        /// <summary>The same values in page-locked memory, from which a GPU copies without waiting; needs a GPU.</summary>
        public Tensor pin_memory() => PinMemory.Call(this);

        public Tensor cpu(bool disposeAfter = false, bool non_blocking = false) => To(new Device(DeviceType.CPU), false, disposeAfter, non_blocking);

        /// <exception cref="ArgumentException">Not a CUDA device.</exception>
        public Tensor cuda(Device? device = null, bool disposeAfter = false, bool non_blocking = false)
        {
            device ??= new Device(DeviceType.CUDA);
            if (device.type != DeviceType.CUDA) throw new ArgumentException("Not a CUDA device.", nameof(device));
            return To(device, false, disposeAfter, non_blocking);
        }

        public Tensor @bool() => to_type(ScalarType.Bool);
        public Tensor @byte() => to_type(ScalarType.Byte);
        public Tensor @char() => to_type(ScalarType.Int8);
        public Tensor @short() => to_type(ScalarType.Int16);
        public Tensor @int() => to_type(ScalarType.Int32);
        public Tensor @long() => to_type(ScalarType.Int64);
        public Tensor half() => to_type(ScalarType.Float16);
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);
        public Tensor @float() => to_type(ScalarType.Float32);
        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor clone() => Clone.Call(this);
        public Tensor contiguous() => Contiguous.Call(this);

        public Tensor copy_(Tensor source, bool non_blocking = false) => CopyInPlace.Mutate(this, source, non_blocking);

        internal Tensor Contiguously(memory_format format) => Contiguous.Call(this, format);

        private Tensor To(Device device, bool copy, bool disposeAfter, bool nonBlocking) =>
            Disposed(disposeAfter, ToLayout.Call(this, Arg.None, Arg.None, InitializeDevice(device), Arg.None, nonBlocking, copy));

        private Tensor Disposed(bool disposeAfter, Tensor result)
        {
            if (disposeAfter) Dispose();
            return result;
        }
    }
}
