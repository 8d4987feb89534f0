using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static class Products
        {
            internal static readonly Op matmul = new("aten::matmul"), mm = new("aten::mm"), bmm = new("aten::bmm"), mv = new("aten::mv"), dot = new("aten::dot");
            internal static readonly Op addmm = new("aten::addmm"), addmm_ = new("aten::addmm_"), baddbmm = new("aten::baddbmm"), addmv = new("aten::addmv");
            internal static readonly Op outer = new("aten::outer"), kron = new("aten::kron");
        }

        public Tensor matmul(Tensor target) => Products.matmul.Call(this, target);
        public Tensor mm(Tensor target) => Products.mm.Call(this, target);
        public Tensor bmm(Tensor batch2) => Products.bmm.Call(this, batch2);
        public Tensor mv(Tensor target) => Products.mv.Call(this, target);
        public Tensor dot(Tensor target) => Products.dot.Call(this, target);
        public Tensor outer(Tensor vec2) => Products.outer.Call(this, vec2);
        public Tensor kron(Tensor other) => Products.kron.Call(this, other);

        /// <summary>beta·this + alpha·(mat1 × mat2).</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Products.addmm.Call(this, mat1, mat2, beta, alpha);
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Products.addmm_.Mutate(this, mat1, mat2, beta, alpha);
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1.0f, float alpha = 1.0f) => Products.addmv.Call(this, mat, vec, beta, alpha);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Products.baddbmm.Call(this, batch1, batch2, beta, alpha);
        public Tensor inverse() => linalg.inv(this);
    }

    private static readonly Op EinsumOp = new("aten::einsum"), CosineSimilarityOp = new("aten::cosine_similarity");

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);
    public static Tensor bmm(Tensor input, Tensor target) => input.bmm(target);
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);
    public static Tensor dot(Tensor input, Tensor target) => input.dot(target);
    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => input.addmm(mat1, mat2, beta, alpha);
    public static Tensor baddbmm(Tensor input, Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
        input.baddbmm(batch1, batch2, beta, alpha);
    public static Tensor einsum(string equation, params Tensor[] tensors) => EinsumOp.Call(equation, (Tensor?[])tensors);

    public static class linalg
    {
        private static readonly Op Inv = new("aten::linalg_inv"), VectorNorm = new("aten::linalg_vector_norm"), Solve = new("aten::linalg_solve");
        private static readonly Op Svd = new("aten::linalg_svd"), SingularValues = new("aten::linalg_svdvals"), Qr = new("aten::linalg_qr"), Eigh = new("aten::linalg_eigh"), Det = new("aten::linalg_det");

        public static Tensor inv(Tensor input) => Inv.Call(input);
        public static Tensor det(Tensor input) => Det.Call(input);
        public static Tensor solve(Tensor input, Tensor other) => Solve.Call(input, other);

        public static Tensor vector_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false, ScalarType? dtype = null) =>
            VectorNorm.Call(input, ord, dims, keepdim, dtype);

        /// <summary>The singular values of a matrix (or a batch of them), largest first.</summary>
        public static Tensor svdvals(Tensor input) => SingularValues.Call(input);

        public static (Tensor U, Tensor S, Tensor Vh) svd(Tensor input, bool full_matrices = true)
        {
            var parts = Svd.CallMany(input, full_matrices);
            return (parts[0], parts[1], parts[2]);
        }

        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L')
        {
            var parts = Eigh.CallMany(input, UPLO.ToString());
            return (parts[0], parts[1]);
        }
    }
}
