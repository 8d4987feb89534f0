using Cake.Core;

namespace Cake.Frosting;

/// <summary>What runs once after the last task.</summary>
public interface IFrostingTeardown
{
    /// <summary>Called after the last task, failed or not.</summary>
    void Teardown(ICakeContext context, ITeardownContext info);
}
