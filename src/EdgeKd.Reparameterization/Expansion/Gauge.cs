namespace EdgeKd.Reparameterization;

/// <summary>At which scale the shared tensors of dense layers are stored; both compute the same networks.</summary>
/// <remarks>
/// It changes what a step of an optimizer does. With effective student weights u = b·p and teacher weights v = a·p, a step of
/// plain SGD is Δu = −η(b²·∂u + ab·∂v). The unit gauge with learning rate r²·η and weight decay λ/r² on these tensors takes the
/// official gauge's steps (SGD with momentum, no clipping); with Adam no setting does.
/// </remarks>
public enum Gauge
{
    /// <summary>As the authors' code stores them: copies of W/r, read by the student times r. Their learning rates are tuned for it.</summary>
    Official,

    /// <summary>Copies of W, read by the student as they are and by the teacher's dense layers divided by r.</summary>
    Unit,
}
