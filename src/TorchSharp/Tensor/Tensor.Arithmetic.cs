using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }

    public partial class Tensor
    {
        private static class Arithmetic
        {
            internal static readonly Op add = new("aten::add", "Tensor"), add_ = new("aten::add_", "Tensor");
            internal static readonly Op sub = new("aten::sub", "Tensor"), sub_ = new("aten::sub_", "Tensor");
            internal static readonly Op mul = new("aten::mul", "Tensor"), mul_ = new("aten::mul_", "Tensor");
            internal static readonly Op div = new("aten::div", "Tensor"), div_ = new("aten::div_", "Tensor");
            internal static readonly Op remainder = new("aten::remainder", "Tensor"), remainder_ = new("aten::remainder_", "Tensor");
            internal static readonly Op fmod = new("aten::fmod", "Tensor"), fmod_ = new("aten::fmod_", "Tensor");
            internal static readonly Op bitwise_and = new("aten::bitwise_and", "Tensor"), bitwise_and_ = new("aten::bitwise_and_", "Tensor");
            internal static readonly Op bitwise_or = new("aten::bitwise_or", "Tensor"), bitwise_or_ = new("aten::bitwise_or_", "Tensor");
            internal static readonly Op bitwise_xor = new("aten::bitwise_xor", "Tensor"), bitwise_xor_ = new("aten::bitwise_xor_", "Tensor");
            internal static readonly Op remainderScalar = new("aten::remainder", "Scalar"), remainderScalar_ = new("aten::remainder_", "Scalar");
            internal static readonly Op fmodScalar = new("aten::fmod", "Scalar"), fmodScalar_ = new("aten::fmod_", "Scalar");
            internal static readonly Op divMode = new("aten::div", "Tensor_mode"), divMode_ = new("aten::div_", "Tensor_mode");
            internal static readonly Op pow = new("aten::pow", "Tensor_Tensor"), pow_ = new("aten::pow_", "Tensor");
            internal static readonly Op powScalar = new("aten::pow", "Tensor_Scalar"), powScalar_ = new("aten::pow_", "Scalar");
            internal static readonly Op floor_divide = new("aten::floor_divide"), floor_divideScalar = new("aten::floor_divide", "Scalar");
            internal static readonly Op atan2 = new("aten::atan2"), atan2_ = new("aten::atan2_");
            internal static readonly Op logical_and = new("aten::logical_and"), logical_and_ = new("aten::logical_and_");
            internal static readonly Op logical_or = new("aten::logical_or"), logical_or_ = new("aten::logical_or_");
            internal static readonly Op logical_xor = new("aten::logical_xor"), logical_xor_ = new("aten::logical_xor_");
            internal static readonly Op addcmul = new("aten::addcmul"), addcmul_ = new("aten::addcmul_");
            internal static readonly Op addcdiv = new("aten::addcdiv"), addcdiv_ = new("aten::addcdiv_");
            internal static readonly Op lerp = new("aten::lerp", "Tensor"), lerp_ = new("aten::lerp_", "Tensor");
            internal static readonly Op clamp = new("aten::clamp"), clamp_ = new("aten::clamp_");
            internal static readonly Op clampTensor = new("aten::clamp", "Tensor"), clampTensor_ = new("aten::clamp_", "Tensor");
            internal static readonly Op clamp_min = new("aten::clamp_min"), clamp_min_ = new("aten::clamp_min_");
            internal static readonly Op clamp_max = new("aten::clamp_max"), clamp_max_ = new("aten::clamp_max_");
            internal static readonly Op xlogy = new("aten::xlogy", "Tensor");
            internal static readonly Op heaviside = new("aten::heaviside");
            internal static readonly Op nan_to_num = new("aten::nan_to_num");
            internal static readonly Op threshold = new("aten::threshold"), leaky_relu = new("aten::leaky_relu"), leaky_relu_ = new("aten::leaky_relu_");
            internal static readonly Op hardtanh = new("aten::hardtanh"), elu = new("aten::elu");
        }

        public Tensor add(Tensor target) => Arithmetic.add.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Arithmetic.add.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => Arithmetic.add.Call(this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Arithmetic.add.Call(this, scalar, alpha);
        public Tensor add_(Tensor target) => Arithmetic.add_.Mutate(this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Arithmetic.add_.Mutate(this, target, alpha);
        public Tensor add_(Scalar scalar) => Arithmetic.add_.Mutate(this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => Arithmetic.add_.Mutate(this, scalar, alpha);
        public Tensor sub(Tensor target) => Arithmetic.sub.Call(this, target);
        public Tensor sub(Scalar target) => Arithmetic.sub.Call(this, target);
        public Tensor sub_(Tensor target) => Arithmetic.sub_.Mutate(this, target);
        public Tensor sub_(Scalar target) => Arithmetic.sub_.Mutate(this, target);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor subtract_(Tensor target) => sub_(target);
        public Tensor subtract_(Scalar target) => sub_(target);
        public Tensor mul(Tensor target) => Arithmetic.mul.Call(this, target);
        public Tensor mul(Scalar target) => Arithmetic.mul.Call(this, target);
        public Tensor mul_(Tensor target) => Arithmetic.mul_.Mutate(this, target);
        public Tensor mul_(Scalar target) => Arithmetic.mul_.Mutate(this, target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar target) => mul(target);
        public Tensor multiply_(Tensor target) => mul_(target);
        public Tensor multiply_(Scalar target) => mul_(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Arithmetic.div.Call(this, target)
            : Arithmetic.divMode.Call(this, target, rounding_mode.ToString());

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Arithmetic.div_.Mutate(this, target)
            : Arithmetic.divMode_.Mutate(this, target, rounding_mode.ToString());

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Arithmetic.div.Call(this, target)
            : Arithmetic.divMode.Call(this, target, rounding_mode.ToString());

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? Arithmetic.div_.Mutate(this, target)
            : Arithmetic.divMode_.Mutate(this, target, rounding_mode.ToString());
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor true_divide(Tensor other) => div(other);
        public Tensor true_divide(Scalar other) => div(other);
        public Tensor floor_divide(Tensor other) => Arithmetic.floor_divide.Call(this, other);
        public Tensor floor_divide(Scalar other) => Arithmetic.floor_divideScalar.Call(this, other);

        public Tensor pow(Tensor exponent) => Arithmetic.pow.Call(this, exponent);
        public Tensor pow(Scalar exponent) => Arithmetic.powScalar.Call(this, exponent);
        public Tensor pow_(Tensor exponent) => Arithmetic.pow_.Mutate(this, exponent);
        public Tensor pow_(Scalar exponent) => Arithmetic.powScalar_.Mutate(this, exponent);
        public Tensor remainder(Tensor other) => Arithmetic.remainder.Call(this, other);
        public Tensor remainder(Scalar other) => Arithmetic.remainderScalar.Call(this, other);
        public Tensor remainder_(Tensor other) => Arithmetic.remainder_.Mutate(this, other);
        public Tensor remainder_(Scalar other) => Arithmetic.remainderScalar_.Mutate(this, other);
        public Tensor fmod(Tensor target) => Arithmetic.fmod.Call(this, target);
        public Tensor fmod(Scalar target) => Arithmetic.fmodScalar.Call(this, target);
        public Tensor fmod_(Tensor target) => Arithmetic.fmod_.Mutate(this, target);
        public Tensor fmod_(Scalar target) => Arithmetic.fmodScalar_.Mutate(this, target);
        public Tensor bitwise_and(Tensor other) => Arithmetic.bitwise_and.Call(this, other);
        public Tensor bitwise_and_(Tensor other) => Arithmetic.bitwise_and_.Mutate(this, other);
        public Tensor bitwise_or(Tensor other) => Arithmetic.bitwise_or.Call(this, other);
        public Tensor bitwise_or_(Tensor other) => Arithmetic.bitwise_or_.Mutate(this, other);
        public Tensor bitwise_xor(Tensor other) => Arithmetic.bitwise_xor.Call(this, other);
        public Tensor bitwise_xor_(Tensor other) => Arithmetic.bitwise_xor_.Mutate(this, other);
        public Tensor logical_and(Tensor other) => Arithmetic.logical_and.Call(this, other);
        public Tensor logical_and_(Tensor other) => Arithmetic.logical_and_.Mutate(this, other);
        public Tensor logical_or(Tensor other) => Arithmetic.logical_or.Call(this, other);
        public Tensor logical_or_(Tensor other) => Arithmetic.logical_or_.Mutate(this, other);
        public Tensor logical_xor(Tensor other) => Arithmetic.logical_xor.Call(this, other);
        public Tensor logical_xor_(Tensor other) => Arithmetic.logical_xor_.Mutate(this, other);
        public Tensor atan2(Tensor other) => Arithmetic.atan2.Call(this, other);
        public Tensor atan2_(Tensor other) => Arithmetic.atan2_.Mutate(this, other);
        public Tensor xlogy(Tensor y) => Arithmetic.xlogy.Call(this, y);
        public Tensor heaviside(Tensor other) => Arithmetic.heaviside.Call(this, other);

        /// <summary>this + value·tensor1·tensor2.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Arithmetic.addcmul.Call(this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Arithmetic.addcmul_.Mutate(this, tensor1, tensor2, value);

        /// <summary>this + value·tensor1/tensor2.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Arithmetic.addcdiv.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Arithmetic.addcdiv.Call(this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Arithmetic.addcdiv_.Mutate(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Arithmetic.addcdiv_.Mutate(this, tensor1, tensor2);

        /// <summary>this + weight·(end − this).</summary>
        public Tensor lerp(Tensor end, Tensor weight) => Arithmetic.lerp.Call(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Arithmetic.lerp_.Mutate(this, end, weight);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Arithmetic.clamp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Arithmetic.clampTensor.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Arithmetic.clamp_.Mutate(this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Arithmetic.clampTensor_.Mutate(this, min, max);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
        public Tensor clamp_min(Scalar min) => Arithmetic.clamp_min.Call(this, min);
        public Tensor clamp_min_(Scalar min) => Arithmetic.clamp_min_.Mutate(this, min);
        public Tensor clamp_max(Scalar max) => Arithmetic.clamp_max.Call(this, max);
        public Tensor clamp_max_(Scalar max) => Arithmetic.clamp_max_.Mutate(this, max);

        public Tensor nan_to_num(double nan = 0d, double? posinf = null, double? neginf = null) =>
            Arithmetic.nan_to_num.Call(this, nan, posinf, neginf);

        public Tensor leaky_relu(Scalar negative_slope) => Arithmetic.leaky_relu.Call(this, negative_slope);
        public Tensor leaky_relu_(Scalar negative_slope) => Arithmetic.leaky_relu_.Mutate(this, negative_slope);
        public Tensor hardtanh(Scalar min, Scalar max) => Arithmetic.hardtanh.Call(this, min, max);
        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => Arithmetic.elu.Call(this, alpha, scale, input_scale);
    }

    public static Tensor add(Tensor left, Tensor right) => left.add(right);
    public static Tensor add(Tensor left, Scalar right) => left.add(right);
    public static Tensor add(Tensor left, Tensor right, Scalar alpha) => left.add(right, alpha);
    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);
    public static Tensor sub(Tensor left, Scalar right) => left.sub(right);
    public static Tensor subtract(Tensor left, Tensor right) => left.sub(right);
    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);
    public static Tensor mul(Tensor left, Scalar right) => left.mul(right);
    public static Tensor multiply(Tensor left, Tensor right) => left.mul(right);
    public static Tensor div(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);
    public static Tensor div(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);
    public static Tensor pow(Tensor left, Tensor exponent) => left.pow(exponent);
    public static Tensor pow(Tensor left, Scalar exponent) => left.pow(exponent);
    public static Tensor remainder(Tensor left, Tensor right) => left.remainder(right);
    public static Tensor remainder(Tensor left, Scalar right) => left.remainder(right);
    public static Tensor fmod(Tensor left, Tensor right) => left.fmod(right);
    public static Tensor fmod(Tensor left, Scalar right) => left.fmod(right);
    public static Tensor logical_and(Tensor input, Tensor other) => input.logical_and(other);
    public static Tensor logical_or(Tensor input, Tensor other) => input.logical_or(other);
    public static Tensor logical_xor(Tensor input, Tensor other) => input.logical_xor(other);
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);
    public static Tensor clamp(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp(min, max);
    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) => input.lerp(end, weight);
    public static Tensor addcmul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcmul(tensor1, tensor2, value);
    public static Tensor addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcdiv(tensor1, tensor2, value);
    public static Tensor nan_to_num(Tensor input, double nan = 0d, double? posinf = null, double? neginf = null) =>
        input.nan_to_num(nan, posinf, neginf);
}
