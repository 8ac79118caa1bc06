"""Fuquan's licensing of party-affairs workers (持证上岗): quotas, licence levels, pay links, revocation."""
