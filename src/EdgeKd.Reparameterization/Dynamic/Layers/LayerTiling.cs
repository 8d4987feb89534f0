namespace EdgeKd.Reparameterization;

/// <summary>The tilings of a convolution's or linear layer's tensors, by its place in the network.</summary>
/// <remarks>
/// With native-scale activations T(x) = (x; x; …; x): a dense layer with tiled input needs Σ_j a·p_ij = W for every output
/// replica i, and uniform copies W/r are one solution (Chen et al., Net2Net, 2016); a depthwise or grouped layer computes each
/// replica by itself and takes plain copies. The student reads b·p_00 = W. <see cref="Gauge"/> says how a and b share the
/// factor r.
/// </remarks>
/// <param name="Ratio">r.</param>
/// <param name="Gauge">The scale at which dense tensors are stored.</param>
/// <param name="Inputs">Whether the layer's input is tiled: not so for the stem.</param>
/// <param name="Outputs">Whether its output is to be tiled: not so for the classifier.</param>
/// <param name="Grouped">Whether each group of channels has its own weights (depthwise or grouped convolution).</param>
internal sealed record LayerTiling(int Ratio, Gauge Gauge, bool Inputs, bool Outputs, bool Grouped)
{
    /// <summary>O×I×…: the weight, and every branch factor that makes output channels.</summary>
    public Tiling Weight => (Grouped, Inputs, Outputs) switch
    {
        (true, _, _) => Copies,
        (_, true, true) => Mixing,
        (_, false, true) => Amplified,
        (_, true, false) => new Tiling(1, Ratio, Teacher: 1.0 / Ratio),
        _ => Tiling.None,
    };

    /// <summary>O values.</summary>
    public Tiling Bias => Grouped ? Copies : Outputs ? Amplified : Tiling.None;

    /// <summary>C×I×1×1: the branch factor that maps inputs to inputs.</summary>
    public Tiling InputMixing => Grouped ? Copies : Inputs ? Mixing : Tiling.None;

    /// <summary>Filters a single input channel.</summary>
    public Tiling PerInput => Grouped || Inputs ? Copies : Tiling.None;

    /// <summary>Fixed values an output channel.</summary>
    public Tiling PerOutput => new(Outputs ? Ratio : 1, 1);

    /// <summary>M×O: a factor a branch and output channel.</summary>
    public Tiling Scales => new(1, Outputs ? Ratio : 1);

    private Tiling Copies => new(Ratio, 1);

    // Each output replica sums over r input replicas.
    private Tiling Mixing => Gauge == Gauge.Official
        ? new Tiling(Ratio, Ratio, Initial: 1.0 / Ratio, Student: Ratio)
        : new Tiling(Ratio, Ratio, Teacher: 1.0 / Ratio);

    private Tiling Amplified => Gauge == Gauge.Official
        ? new Tiling(Ratio, 1, Initial: 1.0 / Ratio, Teacher: Ratio, Student: Ratio)
        : Copies;
}
