"""From how many people each way of running a site pays: experiments with one site, solved on both sides."""
