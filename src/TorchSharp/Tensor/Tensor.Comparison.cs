using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static class Compare
        {
            internal static readonly Op eq = new("aten::eq", "Tensor"), eq_ = new("aten::eq_", "Tensor");
            internal static readonly Op eqScalar = new("aten::eq", "Scalar"), eqScalar_ = new("aten::eq_", "Scalar");
            internal static readonly Op ne = new("aten::ne", "Tensor"), ne_ = new("aten::ne_", "Tensor");
            internal static readonly Op neScalar = new("aten::ne", "Scalar"), neScalar_ = new("aten::ne_", "Scalar");
            internal static readonly Op lt = new("aten::lt", "Tensor"), lt_ = new("aten::lt_", "Tensor");
            internal static readonly Op ltScalar = new("aten::lt", "Scalar"), ltScalar_ = new("aten::lt_", "Scalar");
            internal static readonly Op le = new("aten::le", "Tensor"), le_ = new("aten::le_", "Tensor");
            internal static readonly Op leScalar = new("aten::le", "Scalar"), leScalar_ = new("aten::le_", "Scalar");
            internal static readonly Op gt = new("aten::gt", "Tensor"), gt_ = new("aten::gt_", "Tensor");
            internal static readonly Op gtScalar = new("aten::gt", "Scalar"), gtScalar_ = new("aten::gt_", "Scalar");
            internal static readonly Op ge = new("aten::ge", "Tensor"), ge_ = new("aten::ge_", "Tensor");
            internal static readonly Op geScalar = new("aten::ge", "Scalar"), geScalar_ = new("aten::ge_", "Scalar");
            internal static readonly Op equal = new("aten::equal"), allclose = new("aten::allclose"), isclose = new("aten::isclose");
            internal static readonly Op maximum = new("aten::maximum"), minimum = new("aten::minimum");
            internal static readonly Op fmax = new("aten::fmax"), fmin = new("aten::fmin");
            internal static readonly Op isin = new("aten::isin", "Tensor_Tensor");
        }

        public Tensor eq(Tensor target) => Compare.eq.Call(this, target);
        public Tensor eq(Scalar target) => Compare.eqScalar.Call(this, target);
        public Tensor eq_(Tensor target) => Compare.eq_.Mutate(this, target);
        public Tensor eq_(Scalar target) => Compare.eqScalar_.Mutate(this, target);
        public Tensor ne(Tensor target) => Compare.ne.Call(this, target);
        public Tensor ne(Scalar target) => Compare.neScalar.Call(this, target);
        public Tensor ne_(Tensor target) => Compare.ne_.Mutate(this, target);
        public Tensor ne_(Scalar target) => Compare.neScalar_.Mutate(this, target);
        public Tensor lt(Tensor target) => Compare.lt.Call(this, target);
        public Tensor lt(Scalar target) => Compare.ltScalar.Call(this, target);
        public Tensor lt_(Tensor target) => Compare.lt_.Mutate(this, target);
        public Tensor lt_(Scalar target) => Compare.ltScalar_.Mutate(this, target);
        public Tensor le(Tensor target) => Compare.le.Call(this, target);
        public Tensor le(Scalar target) => Compare.leScalar.Call(this, target);
        public Tensor le_(Tensor target) => Compare.le_.Mutate(this, target);
        public Tensor le_(Scalar target) => Compare.leScalar_.Mutate(this, target);
        public Tensor gt(Tensor target) => Compare.gt.Call(this, target);
        public Tensor gt(Scalar target) => Compare.gtScalar.Call(this, target);
        public Tensor gt_(Tensor target) => Compare.gt_.Mutate(this, target);
        public Tensor gt_(Scalar target) => Compare.gtScalar_.Mutate(this, target);
        public Tensor ge(Tensor target) => Compare.ge.Call(this, target);
        public Tensor ge(Scalar target) => Compare.geScalar.Call(this, target);
        public Tensor ge_(Tensor target) => Compare.ge_.Mutate(this, target);
        public Tensor ge_(Scalar target) => Compare.geScalar_.Mutate(this, target);
        public Tensor not_equal(Tensor target) => ne(target);
        public Tensor less(Tensor target) => lt(target);
        public Tensor less_equal(Tensor target) => le(target);
        public Tensor greater(Tensor target) => gt(target);
        public Tensor greater_equal(Tensor target) => ge(target);
        public Tensor equal(Tensor target) => eq(target);

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);
        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);
        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);
        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);
        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);
        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);
        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);
        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);
        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);
        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);
        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);
        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);
        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);
        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);
        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);
        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);
        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);
        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Whether both have the same shape and elements.</summary>
        public bool Equals(Tensor target)
        {
            if (target is null) return false;
            using var answer = Compare.equal.Call(this, target);
            return answer.data<bool>()[0];
        }

        public override int GetHashCode() => base.GetHashCode();

        /// <summary>Whether |this − target| ≤ atol + rtol·|target| everywhere.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            using var answer = Compare.allclose.Call(this, target, rtol, atol, equal_nan);
            return answer.data<bool>()[0];
        }

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Compare.isclose.Call(this, other, rtol, atol, nanEqual);

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Compare.isin.Call(this, test_elements, assumeUnique, invert);

        public Tensor maximum(Tensor other) => Compare.maximum.Call(this, other);
        public Tensor minimum(Tensor other) => Compare.minimum.Call(this, other);
        public Tensor fmax(Tensor other) => Compare.fmax.Call(this, other);
        public Tensor fmin(Tensor other) => Compare.fmin.Call(this, other);
    }

    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);
    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);
    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);
    public static Tensor le(Tensor left, Tensor right) => left.le(right);
    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);
    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);
    public static Tensor fmax(Tensor input, Tensor other) => input.fmax(other);
    public static Tensor fmin(Tensor input, Tensor other) => input.fmin(other);
    public static bool allclose(Tensor input, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        input.allclose(other, rtol, atol, equal_nan);
    public static Tensor isclose(Tensor input, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
        input.isclose(other, rtol, atol, nanEqual);
}
