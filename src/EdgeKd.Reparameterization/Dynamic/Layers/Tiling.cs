using static TorchSharp.torch;

namespace EdgeKd.Reparameterization;

/// <summary>How one student tensor becomes a shared one, and how both networks read it.</summary>
/// <param name="First">Copies along dimension 0.</param>
/// <param name="Second">Copies along dimension 1.</param>
/// <param name="Initial">Factor of the copies that are stored.</param>
/// <param name="Teacher">a: the teacher computes with a · stored.</param>
/// <param name="Student">b: the student computes with b · first block of stored.</param>
internal readonly record struct Tiling(long First, long Second, double Initial = 1, double Teacher = 1, double Student = 1)
{
    /// <summary>One and the same tensor for both.</summary>
    public static Tiling None { get; } = new(1, 1);

    /// <summary>The stored tensor: whole blocks repeated (C channels become C, C, …), times <see cref="Initial"/>.</summary>
    /// <returns>A new tensor, owned by the caller's dispose scope.</returns>
    public Tensor Expand(Tensor student)
    {
        using var scope = NewDisposeScope();
        var copies = Enumerable.Repeat(1L, (int)student.dim()).ToArray();
        copies[0] = First;
        if (copies.Length > 1)
        {
            copies[1] = Second;
        }

        var stored = student.detach().repeat(copies);
        return (Initial == 1 ? stored : stored * Initial).MoveToOuterDisposeScope();
    }
}
